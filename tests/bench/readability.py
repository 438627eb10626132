"""How easily the pages of an edition read: the Flesch reading ease by kind of page, and the twenty hardest sentences.

It reads the edition of `HOLDGAIN_HOME`, or makes one of samples. It is a report and no gate: a name of a measure or of
a method makes a sentence hard, and may have to be there. Syllables are those of hyphenation, which are a few too few.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pyphen  # type: ignore[import-untyped]

from checks import samples
from checks.admission import admit
from checks.storage.home import Home
from reports.publish import publish
from transforms.build import build_warehouse

BLOCKS = frozenset({"p", "li", "dd", "dt", "h1", "h2", "h3", "h4", "summary", "figcaption", "div", "section", "body"})
NOT_READ = frozenset({"svg", "script", "style", "table", "nav", "head", "template"})
"""Parts without sentences: labels of charts, cells, menus."""
FEWEST_WORDS = 6
"""Shorter texts are headings and labels, of which one long word says nothing."""
SHOWN = 20
PATTERNS = (
    ("an adopter", r"practice/[^/]+/"),
    ("a practice", r"practice/"),
    ("a provider or an area", r"provider/|area/|organisation/"),
    ("a measure", r"measure/"),
    ("a programme", r"programme/"),
    ("waits, for patients", r"waits"),
    ("what changed", r"changed"),
)


class SentenceReader(HTMLParser):
    """The texts of a page, one a block."""

    def __init__(self) -> None:
        super().__init__()
        self.texts, self._words, self._skipped = [""], "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in NOT_READ
        if tag in BLOCKS:
            self._close()

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in NOT_READ
        if tag in BLOCKS:
            self._close()

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._words += data

    def _close(self) -> None:
        self.texts.append(" ".join(self._words.split()))
        self._words = ""


def list_sentences(page: str) -> Iterator[str]:
    """The sentences of a page with enough words to be judged."""
    reader = SentenceReader()
    reader.feed(page)
    for text in reader.texts:
        for sentence in re.split(r"(?<=[.!?]) (?=[A-Z“])", text):
            if len(re.findall(r"[A-Za-z]{2,}", sentence)) >= FEWEST_WORDS:
                yield sentence


def name_kind(path: str) -> str:
    """The kind of a page, by its place."""
    return next((name for name, pattern in PATTERNS if re.match(pattern, path)), path)


def measure_folder(folder: Path) -> dict[str, list[str]]:
    """The different sentences of each kind of page; those that differ in a number or a month alone are one."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        for sentence in list_sentences(path.read_text(encoding="utf-8")):
            known[name_kind(name)].setdefault(re.sub(r"[A-Z][a-z]+ \d{4}|[\d.,]+", "#", sentence), sentence)
    return {kind: list(sentences.values()) for kind, sentences in known.items()}


@cache
def _load_hyphenation() -> pyphen.Pyphen:
    """Read when it is first needed: it takes a second, and a test imports this module for something else."""
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)


def reading_ease(sentences: Sequence[str]) -> float:
    """Flesch's reading ease: 60 to 70 is plain English, below 30 is for specialists (Flesch, J Appl Psychol 1948)."""
    words, syllables = _count(sentences)
    return 206.835 - 1.015 * words / len(sentences) - 84.6 * syllables / words


def school_grade(sentences: Sequence[str]) -> float:
    """The years of school that a text takes (Kincaid and others, 1975)."""
    words, syllables = _count(sentences)
    return 0.39 * words / len(sentences) + 11.8 * syllables / words - 15.59


def _count(sentences: Sequence[str]) -> tuple[int, int]:
    """Words of letters, and their syllables: a number or a code has none that hyphenation knows."""
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z’'&-]*[A-Za-z]{2}[A-Za-z’'&-]*", sentence)]
    syllables = _load_hyphenation()
    return len(words), sum(len(syllables.positions(word)) + 1 for word in words)


def _make_edition(folder: Path) -> Path:
    home = Home(folder / "home").prepare()
    admit(home, samples.write_samples(folder / "samples", months=13, providers=8))
    build_warehouse(home)
    publish(home)
    return home.site / "latest"


def print_report(sentences_by_kind: dict[str, list[str]]) -> None:
    print("kind of page                 sentences  words each  reading ease  school grade")
    for kind, sentences in sorted(sentences_by_kind.items()):
        words = _count(sentences)[0] / len(sentences)
        ease, grade = reading_ease(sentences), school_grade(sentences)
        print(f"{kind:28} {len(sentences):9,} {words:11.1f} {ease:13.1f} {grade:13.1f}")
    # names and headings have no full stop, and are as hard as the names of things
    every = {sentence for sentences in sentences_by_kind.values() for sentence in sentences if sentence[-1] in ".?"}
    hardest = sorted(every, key=lambda sentence: (reading_ease([sentence]), sentence))[:SHOWN]
    print(f"\nthe {len(hardest)} hardest sentences")
    for sentence in hardest:
        print(f"{reading_ease([sentence]):7.1f}  {sentence}")


def main() -> int:
    home = os.environ.get("HOLDGAIN_HOME")
    if home:
        print_report(measure_folder(Home(Path(home)).site / "latest"))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        print_report(measure_folder(_make_edition(Path(folder))))
    return 0
