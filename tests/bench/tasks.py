"""`python -m tests.bench tasks`: five questions put to an edition in a browser, as by someone new: clicks and seconds.

The edition is that of HOLDGAIN_HOME (by default ./var). Nothing is known of its pages but what a reader sees: the words
of links and buttons, and the search. A task that needs more than four clicks, or leads nowhere, is beyond its bound.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.reports.test_browser import CHROMIUM, FLAGS

MOST_CLICKS = 4
"""Bound of each task: three clicks lead to what is two pages away, and one more opens what is folded there."""
MOST_WAITED = 2000
"""Milliseconds for which a link that a reader looks for may be missing, on a busy machine."""


@dataclass
class Reader:
    """Someone at an edition, with what it took them so far."""

    page: Page
    clicks: int = 0
    keys: int = 0

    def click(self, target: Locator) -> None:
        target.first.click(timeout=MOST_WAITED)
        self.clicks += 1

    def type(self, box: str, text: str) -> None:
        self.page.fill(box, text)
        self.keys += len(text)

    def choose_patch(self, words: str) -> None:
        self.click(self.page.get_by_role("button", name="Choose your patch"))
        self.type("#patch-find", words)
        self.click(self.page.locator("#patch-found button"))
        self.page.wait_for_function("document.getElementById('patch').textContent.includes('Your patch')")

    def search(self, words: str, wanted: str) -> None:
        self.type("#find", words)
        self.click(self.page.locator("#found a").filter(has_text=re.compile(wanted)))

    def read(self, target: Locator) -> str:
        target.first.wait_for(state="visible", timeout=MOST_WAITED)
        return " ".join(target.first.inner_text().split())[:160]


def ring_who_is_losing(reader: Reader, region: str) -> str:
    """Which of my trusts is losing its gain, and whom do I ring?"""
    reader.choose_patch(region)
    return reader.read(reader.page.locator("#losing tr.mine, #losing h2"))


def see_practice_here(reader: Reader, region: str) -> str:
    """Has streaming held in my region?"""
    reader.search(region, region)
    return reader.read(reader.page.locator("#practices tr", has_text=re.compile("[Ss]treaming")))


def find_who_closed_the_gap(reader: Reader, _: str) -> str:
    """Who had our gap on four-hour waits and closed it?"""
    reader.search("closed gap", "Who had your gap")
    table = reader.page.locator("section", has_text="within four hours").locator("tbody tr")
    return reader.read(table.or_(reader.page.get_by_text("No adopter has a gain yet")))


def read_what_changed(reader: Reader, region: str) -> str:
    """What changed in my patch this month?"""
    reader.choose_patch(region)
    reader.click(reader.page.get_by_role("link", name="What changed here"))
    return reader.read(reader.page.locator("main .tiles"))


def read_waits_near_me(reader: Reader, region: str) -> str:
    """How long do people wait in A&E near me?"""
    reader.choose_patch(region)
    reader.search("wait a&e", "How long people wait: Urgent")
    return reader.read(reader.page.locator("[data-near-first] > details[open] .mine"))


TASKS: tuple[Callable[[Reader, str], str], ...] = (
    ring_who_is_losing,
    see_practice_here,
    find_who_closed_the_gap,
    read_what_changed,
    read_waits_near_me,
)


def run_task(browser: Browser, edition: Path, task: Callable[[Reader, str], str], region: str) -> int:
    """Print what a task took and what was read; 1 where it took too many clicks or led nowhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    reader = Reader(context.new_page())
    reader.page.goto((edition / "index.html").as_uri())
    begun = time.monotonic()
    try:
        answer = task(reader, region)
    except Exception as fault:  # a dead end is a finding: the other tasks go on
        answer = f"DEAD END: {str(fault).splitlines()[0]}"
    took = time.monotonic() - begun
    print(f"{reader.clicks} clicks, {reader.keys} keys, {took:.1f} s: {task.__doc__}\n    {answer}", flush=True)
    context.close()
    return int(reader.clicks > MOST_CLICKS or answer.startswith("DEAD END"))


def main() -> int:
    edition = Path(os.environ.get("HOLDGAIN_HOME", "var")).resolve() / "site" / "latest"
    index = (edition / "search.js").read_text(encoding="utf-8")
    region = re.findall(r'\["(NHS England [^"]+|[^"]+Commissioning Region)","[^"]+","area/', index)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        beyond = [run_task(browser, edition, task, region[0] if region else "Region") for task in TASKS]
        browser.close()
    return max(beyond)
