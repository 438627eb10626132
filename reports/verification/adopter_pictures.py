"""Reads the table of a practice's adopters back: its order, its stars, and the picture in each row."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from reports.verification.drawn_paths import LABEL, Drawing, Point, compare_drawing
from reports.verification.evidence_facts import EvidenceWarehouse
from reports.verification.gain_numbers import count_words, unit_of
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import Row, estimate_of, printed_gain
from reports.verification.shown_numbers import read_number
from reports.verification.status_words import STATUS_WORDS

ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
NAME = re.compile(r"<th[^>]*>(.*?)<small>", re.DOTALL)
SUBTITLE = (
    "Gain in the first year, or so far, with its 90% limits, best first. A star marks those that stand out when all "
    "that were looked at are allowed for (Benjamini-Hochberg)."
)


def list_adopters(warehouse: EvidenceWarehouse, practice: str) -> tuple[list[Row], list[Row]]:
    """The verdicts of adopters with an estimate, the largest gain first, and those without."""
    rows = [
        row
        for (code, organisation), row in warehouse.practices.verdicts.items()
        if code == practice and organisation and row["status"] != "not_adopted"
    ]
    known = [row for row in rows if estimate_of(row, "gain")]
    known.sort(key=lambda row: (-row["gain"], row["organisation"]))
    return known, [row for row in rows if not estimate_of(row, "gain")]


def count_standing_out(warehouse: EvidenceWarehouse, practice: str) -> int:
    return sum(bool(row.get("stands_out")) for rows in list_adopters(warehouse, practice) for row in rows)


def check_forest(warehouse: EvidenceWarehouse, practice: str, element: ClaimedElement) -> str:
    """The title, the subtitle, the table, or how many have no estimate."""
    known, rest = list_adopters(warehouse, practice)
    if element.tag == "table":
        pooled = warehouse.practices.verdicts.get((practice, ""))
        together = [pooled] if pooled and estimate_of(pooled, "gain") else []
        return _check_rows(warehouse, [*known, *together], element.inner)
    if element.tag == "summary":
        wanted = f"{count_words(len(rest), 'adopter')} without an estimate"
    elif element.tag == "p":
        wanted = SUBTITLE
        if known and known[0]["scale"] == "log":
            wanted += f" The axis is in {unit_of(known[0]).replace(',', ';')}."
    else:
        out = count_standing_out(warehouse, practice)
        wanted = f"{out} of {count_words(len(known), 'adopter')} {'stands' if out == 1 else 'stand'} out with a gain"
        wanted = wanted if known else "No adopter can be assessed yet"
    return "" if element.text == wanted else f"it should be: {wanted}"


def _check_rows(warehouse: EvidenceWarehouse, rows: list[Row], table: str) -> str:
    head, _, body = table.partition("</thead>")
    shown = ROW.findall(body)
    across = _read_axis(head)
    if len(shown) != len(rows):
        return f"{len(rows)} rows have an estimate"
    for drawn, row in zip(shown, rows, strict=True):
        code = row["organisation"]
        name = (warehouse.practices.names.get(code) or code) if code else "All together"
        if _fold(html.unescape(re.sub("<[^>]*>", "", NAME.findall(drawn)[0]))) != _fold(name):
            return f"the next largest gain is that of {name}"
        if ("outstanding" in drawn) != bool(row.get("stands_out")):
            return f"{name} {'stands out' if row.get('stands_out') else 'does not stand out'}"
        fault = "the axis has no two labels" if across is None else compare_drawing(drawn, _draw_row(row, across))
        if fault:
            return f"{name}: {fault}"
    return ""


def _read_axis(head: str) -> Callable[[float], float] | None:
    """How places across follow from values, by the labels of the axis; what lies beyond it is put at its end."""
    ticks = [
        (read_number(html.unescape(words).strip("+")).value, float(place.rstrip("%")) * 10)
        for css, place, _, words in LABEL.findall(head)
        if css.split()[0] == "ax"
    ]
    if len(ticks) < 2:
        return None
    slope = (ticks[-1][1] - ticks[0][1]) / (ticks[-1][0] - ticks[0][0])
    origin = ticks[0][1] - slope * ticks[0][0]
    return lambda value: min(max(origin + slope * value, 0.0), 1000.0)


def _draw_row(row: Row, across: Callable[[float], float]) -> Drawing:
    """The zero line, and the estimate with its limits: a diamond for all together."""
    estimate = estimate_of(row, "gain") or (0.0, 0.0, 0.0)
    value, *ends = (across(printed_gain(row, end) or 0.0) for end in estimate)
    low, high = sorted(ends)
    paths: dict[str, list[Point]] = {"zero": [(across(0), 0.0), (across(0), 1000.0)]}
    if not row["organisation"]:
        paths["diamond"] = [(low, 500.0), (value, 220.0), (high, 500.0), (value, 780.0)]
        return Drawing(paths)
    css = "plain" if row.get("merged_into") else STATUS_WORDS[row["status"]][1]
    paths[f"reach {css}"] = [(low, 500.0), (high, 500.0)]
    paths[f"est {css}{' sq' if css in ('bad', 'poor') else ''}"] = [(value, 500.0)]
    return Drawing(paths)


def _fold(text: str) -> str:
    """A name without spaces and capitals: pages write one that is published in capitals with normal ones."""
    return re.sub(r"\s", "", text).casefold()
