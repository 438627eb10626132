"""Reads back the table behind a chart: every month with its figure, its limits and its label, newest first."""

from __future__ import annotations

import html
import re
from itertools import pairwise

from reports.claims.claim import Claim
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse
from reports.verification.series_rules import first_place
from reports.verification.shown_numbers import MONTH, NUMBER, UNIT_WORDS, read_month, read_value

ROW = re.compile(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>')
CELL = re.compile(r"<td(?: class=\"(\w+)\")?>(.*?)</td>")


def check_months(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    """The table behind a chart: every month with its figure, its limits and its label, newest first."""
    if element.tag == "summary":
        count = re.match(rf"Show the data \(({NUMBER}) months?\)", element.text)
        is_right = count and count[1].replace(",", "") == str(claim.values[1])
        return "" if is_right else f"there are {claim.values[1]} months"
    at = first_place(warehouse, facts, claim, claim.values[0])
    rows = ROW.findall(element.inner)
    if len(rows) != len(facts.months) - at:
        return f"there are {len(facts.months) - at} months"
    months = [read_month(month) if re.fullmatch(MONTH, month) else month for month, _ in rows]
    if any(first <= second for first, second in pairwise(months)):
        return "its months are not in order"
    for place, month, (_, cells) in zip(range(len(facts.months) - 1, at - 1, -1), months, rows, strict=True):
        if month != f"{facts.months[place]:%Y-%m}":
            return f"{facts.months[place]:%Y-%m} is another month in the table"
        if fault := _check_row(facts, place, cells):
            return f"{month}: {fault}"
    return ""


def _check_row(facts: SeriesFacts, place: int, cells: str) -> str:
    unit = facts.measure.unit
    numbers = [words for css, words in CELL.findall(cells) if css == "n"]
    shown = [read_value(words.removesuffix(UNIT_WORDS.get(unit, "")), unit) if words else None for words in numbers]
    wanted = [facts.values[place], *facts.limits[place]][: len(shown)]
    for number, true in zip(shown, wanted, strict=True):
        if (number is None) != (true is None) or (number and not number.shows(true)):
            return f"the figures are {wanted}"
    labels = [html.unescape(words) for css, words in CELL.findall(cells) if not css]
    side = {1: "Above the upper limit", -1: "Below the lower limit", 0: ""}[facts.signals[place]]
    label = facts.labels[place].replace("Common Cause", "") if facts.labels[place] else side
    return "" if not labels or labels[0] == label else f"the label is {label!r}"
