"""Reads tables of shares with bars back: coverage in several ways and by area, and the sources of adoptions."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reports.verification.drawn_paths import Drawing, compare_drawing
from reports.verification.evidence_facts import EvidenceWarehouse
from reports.verification.gain_numbers import count_words, write_share
from reports.verification.page_elements import ClaimedElement
from reports.verification.register_words import SOURCES

ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
MOST_BARS = 12
"""Areas of a kind that are listed with bars; more have a chart (docs/dashboards.md)."""
CONFIRMED = (
    "Patients of adopters whose own verdict is gain, won back or sustained; many are too small to say by themselves"
)


class Bar(NamedTuple):
    """A row: its words, its share, what is beside the share, and the class of the bar."""

    words: str
    share: float | None
    beside: str = ""
    css: str = ""


def list_ways(warehouse: EvidenceWarehouse, practice: str) -> list[Bar]:
    """England's coverage in the newest month, counted in each way that the registers allow."""
    months = warehouse.spread.get((practice, "ENGLAND"), [])
    if not months:
        return []
    row = months[-1]
    if row["eligible"] is None:
        return [Bar("By site Nobody is registered as eligible, so there is no share to show", None)]
    counted = f"{row['adopted']} of {count_words(row['eligible'], 'organisation')}"
    bars = (
        Bar(f"By site {counted}", row["coverage"]),
        Bar("By volume Weighted by how many patients each sees", row["volume_coverage"]),
        Bar("By fidelity Weighted also by how fully it is done", row["effective_coverage"]),
        Bar(f"Confirmed {CONFIRMED}", row["held_coverage"], css="held"),
    )
    return [bar for bar in bars if bar.share is not None]


def list_sources(warehouse: EvidenceWarehouse, practice: str) -> list[Bar]:
    rows = warehouse.rows("sources", practice)
    known = sum(row["adopters"] for row in rows)
    return [
        Bar(
            f"{SOURCES.get(row['source'], row['source'])} {'Pull' if row['is_pull'] else 'Push'}",
            row["adopters"] / known,
            str(row["adopters"]),
            "pull" if row["is_pull"] else "",
        )
        for row in rows
        if known
    ]


def describe_pull(warehouse: EvidenceWarehouse, practice: str) -> str:
    rows = warehouse.rows("sources", practice)
    pull, known = (sum(row["adopters"] for row in rows if row["is_pull"] or is_all) for is_all in (False, True))
    return f"{pull} of {count_words(known, 'adoption')} {'was' if pull == 1 else 'were'} pull, not push"


def list_areas(warehouse: EvidenceWarehouse, practice: str, kind: str) -> list[Bar]:
    """The areas of a kind that has few."""
    areas = warehouse.newest_areas(practice).get(kind, [])
    return [
        Bar(f"{warehouse.names.get(area) or area} {row['adopted']} of {row['eligible']}{_held(row['held_coverage'])}",
            row["coverage"])
        for area, row in (areas if 1 < len(areas) <= MOST_BARS else ())
    ]  # fmt: skip


def _held(share: float | None) -> str:
    if share is None:
        return ""
    return f"; confirmed at adopters seeing {write_share(share)} of patients" if share else "; not yet confirmed at any"


def check_bars(bars: Sequence[Bar], title: str, element: ClaimedElement) -> str:
    """The title above a table of bars, or the table."""
    if element.tag != "table":
        return "" if element.text == title else f"it should be: {title}"
    shown = ROW.findall(element.inner.partition("</thead>")[2])
    if len(shown) != len(bars):
        return f"there are {len(bars)} rows"
    return next(filter(None, _list_faults(shown, bars)), "")


def _list_faults(shown: Sequence[str], bars: Sequence[Bar]) -> Iterator[str]:
    for row, bar in zip(shown, bars, strict=True):
        head, picture, figures = CELL.findall(row)
        yield "" if _fold(head) == _fold(html.escape(bar.words)) else f"a row is: {bar.words}"
        wanted = f"{write_share(bar.share)} {bar.beside}"
        yield "" if _fold(figures) == _fold(wanted) else f"{bar.words}: {wanted}"
        length = min(max(bar.share or 0.0, 0.0), 1.0) * 1000
        paths = {
            name: [(0.0, 200.0), (end, 200.0), (end, 800.0), (0.0, 800.0)]
            for name, end in (("rail", 1000.0), (f"fill {bar.css}".strip(), length))
        }
        yield compare_drawing(picture, Drawing(paths))


def _fold(markup: str) -> str:
    """The text of a cell without spaces and capitals: pages write names in capitals with normal ones."""
    return re.sub(r"\s", "", html.unescape(re.sub("<[^>]*>", "", markup))).casefold()
