"""The files of a situation as a trust would send them, and the answer on the page of its practice."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from checks.samples.seasons import months_until
from checks.samples.world import LAST_MONTH
from tests.situations.truths import MONTHS, ORGANISATIONS, Situation

CASES = 1000
"""The denominator of a share: so many that no figure is hidden as a small number."""
CALENDAR = months_until(LAST_MONTH, MONTHS)
LEAD = re.compile(r'<p class="lead">(.*?)</p>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Answer:
    """The verdict on all adopters, and the text of the page of the practice with its first sentence."""

    status: str
    reason: str
    sentence: str
    page: str


def write_files(folder: Path, situations: Iterable[Situation]) -> list[Path]:
    """Write the registers and figures of these situations; returns the files in the order in which to admit them."""
    folder.mkdir(parents=True, exist_ok=True)
    cases = list(situations)
    tables = {
        "organisations": _organisations(),
        "measure_definitions": [
            ("measure", "title", "unit", "direction", "target", "chart"),
            *((case.name, _measure_title(case), case.unit, case.direction, "", "") for case in cases),
        ],
        "measures": [("measure", "organisation", "month", "numerator", "denominator"), *_figures(cases)],
        "programmes": [
            ("programme", "title", "lead", "sponsor", "approach", "starts", "support_ends"),
            ("trial", "Trial of situations", "Programme office", "Medical director", "supportive", "2021-10-01", ""),
        ],
        "practices": [PRACTICE_HEADER, *(row for case in cases for row in _practices(case))],
        "eligibility": [
            ("practice", "organisation", "from", "to"),
            *(
                (code_of(case, practice), organisation(place), CALENDAR[0], "")
                for case in cases
                for practice in case.practices
                for place in range(ORGANISATIONS)
            ),
        ],
        "adoptions": [
            ("practice", "organisation", "month", "event", "source", "peer_organisation", "fidelity", "contact"),
            *(
                (code_of(case, practice), organisation(place), CALENDAR[month], event, "programme", "", "", "")
                for case in cases
                for practice, place, month, event in case.adoptions
            ),
        ],
    }
    return [_write(folder / f"{name}.csv", rows) for name, rows in tables.items()]


PRACTICE_HEADER = (
    *("practice", "programme", "title", "description", "measure", "direction", "aim", "washout_months"),
    *("balancing_measures", "guidance_url"),
)


def _practices(case: Situation) -> Iterable[tuple[str, ...]]:
    for practice in case.practices:
        titles = (f"Practice {practice}", case.title)
        yield (code_of(case, practice), "trial", *titles, case.name, case.direction, "Five points", "3", "", "")


def _measure_title(case: Situation) -> str:
    return f"Measure of {case.name.replace('_', ' ')}"


def code_of(case: Situation, practice: str) -> str:
    return f"{case.name}_{practice}"


def organisation(place: int) -> str:
    """A code in the form of an NHS trust, so that the organisations are each other's peers."""
    return f"R{chr(ord('A') + place // 10)}{place % 10}"


def _organisations() -> list[tuple[str, ...]]:
    regions = [(f"Y9{number}", f"Region {number}", "region", "", "", "", "") for number in range(7)]
    providers = [
        (organisation(place), f"Invented trust {place}", "provider", f"Y9{place % 7}", "region", "", "")
        for place in range(ORGANISATIONS)
    ]
    return [("organisation", "name", "kind", "area", "area_kind", "opened", "closed"), *regions, *providers]


def _figures(cases: Sequence[Situation]) -> Iterable[tuple[str, ...]]:
    for case in cases:
        for place, row in enumerate(case.figures()):
            for month, value in zip(CALENDAR, row, strict=True):
                is_share = case.unit == "share"
                figures = (str(round(value * CASES)), str(CASES)) if is_share else (str(round(value)), "")
                yield (case.name, organisation(place), month, *figures)


def _write(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    return path


def read_answer(warehouse: Path, site: Path, case: Situation) -> Answer:
    """The answer for the practice of a situation, from the warehouse and from the page of an edition."""
    code = code_of(case, case.practices[0])
    with duckdb.connect(str(warehouse), read_only=True) as con:
        row = con.execute("select status, reason from mart.programme_gain where practice = ?", [code]).fetchone()
    if row is None:
        raise LookupError(f"no verdict on {code}")
    [path] = (site / "practice").glob(f"{code.replace('_', '*')}.html")
    page = path.read_text(encoding="utf-8")
    lead = LEAD.search(page)
    return Answer(row[0], row[1] or "", read_text(lead[1] if lead else ""), read_text(page))


def read_text(markup: str) -> str:
    return " ".join(html.unescape(TAG.sub(" ", markup)).split())


def find_faults(case: Situation, answer: Answer) -> list[str]:
    """What is wrong with an answer; nothing if it is one of the right ones, with its words."""
    is_right = any(answer.status == status and reason in answer.reason for status, reason in case.answers)
    wrong = [] if is_right else [f"{case.name}: {answer.status} ({answer.reason})"]
    missing = [words for words in case.words if words.lower() not in answer.page.lower()]
    return wrong + [f"{case.name}: “{words}” is not on its page" for words in missing]
