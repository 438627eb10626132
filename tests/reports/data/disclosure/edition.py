"""What a published edition says, as somebody outside could read it: every number, with what it is a number of."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from reports.formatting import MONTH_NAMES
from tests.reports.data.disclosure.world import Cell

NUMBER = r"[−-]?\d[\d,]*(?:\.\d+)?"


@dataclass(frozen=True)
class Row:
    """A row of the CSV of one series."""

    cell: Cell
    numerator: float
    denominator: float | None
    value: float
    mean: float | None
    lower: float | None
    upper: float | None


def series_rows(edition: Path) -> Iterator[list[Row]]:
    """The rows of every CSV of one measure at one organisation."""
    for path in sorted((edition / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        if rows and "mean" in rows[0] and "organisation" in rows[0]:
            yield [_row(row) for row in rows]


def _row(row: dict[str, str]) -> Row:
    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    cell = (row["measure"], row["organisation"], row["month"])
    numbers = (number(name) for name in ("denominator", "value", "mean", "lower_limit", "upper_limit"))
    bottom, value, *limits = numbers
    return Row(cell, number("numerator") or 0.0, bottom, value or 0.0, *limits)


def area_sums(edition: Path) -> dict[Cell, tuple[float, int]]:
    """Sums of areas as they are now, with how many organisations are in each."""
    actual: dict[Cell, tuple[float, int]] = {}
    for path in sorted((edition / "data").glob("area-now-*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                cell = (row["measure"], row["area"], row["month"])
                actual[cell] = (float(row["numerator"]), int(row["organisations"]))
    return actual


def sent_again(edition: Path) -> list[dict[str, str]]:
    """The rows of the CSV of local figures that were sent again."""
    path = edition / "data" / "revisions-local.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@dataclass(frozen=True)
class Card:
    """A measure on the page of an organisation: its words, its table, how many points its chart draws."""

    measure: str
    organisation: str
    text: str
    table: dict[str, tuple[str, ...]]
    points: int
    has_lines: bool


def cards(edition: Path, organisation: str, folder: str) -> list[Card]:
    page = edition / folder / f"{organisation.lower()}.html"
    text = page.read_text(encoding="utf-8")
    return [_card(part, organisation) for part in re.findall(r'<section class="card[^>]*id=.*?</section>', text, re.S)]


def _card(part: str, organisation: str) -> Card:
    measure = (re.search(r'id="([^"]+)"', part) or [""])[1]
    body = part.split("<tbody>")[-1]
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', body)
    table = {_month(head): tuple(re.findall(r"<td[^>]*>([^<]*)</td>", cells)) for head, cells in rows}
    line = re.search(r'<path class="line" d="([^"]*)"', part)
    words = re.sub(r"<[^>]+>", " ", part.split('<div class="scroll"')[0])
    labels = " ".join(re.findall(r'(?:aria-label|title|data-[a-z-]+)="([^"]*)"', part))
    has_lines = any(f'class="{css}"' in part for css in ("mean", "lims", "band"))
    points = len(re.findall("[ML]", line[1])) if line else 0
    return Card(measure, organisation, unescape(f"{words} {labels}"), table, points, has_lines)


def _month(words: str) -> str:
    name, year = words.split()
    return f"{year}-{MONTH_NAMES.index(name) + 1:02}"


def numbers_in(text: str) -> set[float]:
    """Every number of a text, without thousands' separators and signs."""
    return {float(item.replace(",", "").lstrip("−-")) for item in re.findall(NUMBER, text)}
