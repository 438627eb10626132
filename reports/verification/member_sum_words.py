"""Reads the rows and cells of sums back. Each function returns what is wrong, or nothing."""

from __future__ import annotations

import re

from reports.claims.claim import Claim, ClaimValue
from reports.verification.member_sums import MemberSums, months_between
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import MeasureFacts
from reports.verification.shown_numbers import (
    NUMBER,
    SHORT_MONTH,
    read_month,
    read_number,
    read_value,
    value_pattern,
    write_month,
)

LINE_MONTHS = 36
LINE = re.compile(r'<path class="line" d="([^"]*)"')
POINT = re.compile(r"[ML]([\d.-]+) ([\d.-]+)")
PIXEL = 0.15
"""Places of a small line are rounded to a tenth."""


def check_member_sum(sums: MemberSums, claim: Claim, element: ClaimedElement) -> str:
    """A row of the table of sums, or the cell of an area in the list of areas."""
    measure, (value, change, organisations, members) = sums.warehouse.measures[claim.measure], claim.values
    cell = re.search(rf"{value_pattern(measure.unit)} ({SHORT_MONTH})", element.text)
    if (
        cell is None
        or not read_value(cell[1], measure.unit).shows(float(str(value)))
        or read_month(cell[2]) != claim.month
    ):
        return f"the sum is {value} in {write_month(claim.month)}"
    is_whole = str(organisations) == str(members)
    if element.tag == "td":
        note = "" if is_whole else f" of {organisations} of {members}"
        return "" if element.text.endswith(f"{cell[2]}, sum{note}") else f"{organisations} of {members} are in it"
    rest = element.text[cell.end() :].strip()
    coverage = {True: "The only one" if str(members) == "1" else f"All {members}"}.get(
        is_whole, f"{organisations} of {members} organisation{'' if str(members) == '1' else 's'}"
    )
    shown_change, _, after = rest.partition(coverage)
    if not after.strip().startswith("CSV"):
        return f"{organisations} of {members} are in it"
    return _check_change(shown_change.strip(), change, measure) or _check_line(sums, claim, element)


def _check_change(text: str, change: ClaimValue, measure: MeasureFacts) -> str:
    number = re.fullmatch(rf"([+−]?)({NUMBER})(?: points)?", text)
    if change is None or number is None:
        return "" if change is None and not text else f"the change on the year is {change}"
    true = float(str(change))
    is_near = read_number(number[2]).times(0.01 if measure.unit == "share" else 1).shows(abs(true))
    has_sign = not number[1] or (number[1] == "+") == (true > 0)
    return "" if is_near and has_sign else f"the change on the year is {true!r}"


def _check_line(sums: MemberSums, claim: Claim, element: ClaimedElement) -> str:
    """The small line has the months in which no organisation is missing, as high as their sums."""
    months = sums.add_up(claim.measure, claim.organisation)
    whole = [row for row in months if row.organisations == row.members]
    shown = [row for row in whole if months_between(row.month, whole[-1].month) < LINE_MONTHS]
    line = LINE.search(element.inner)
    heights = [float(y) for _, y in POINT.findall(line[1])] if line else []
    if len(heights) != (len(shown) if len(shown) > 1 else 0):
        return f"the line has {len(heights)} months of {len(shown)} without a missing organisation"
    values = [row.value for row in shown]
    if not heights or min(values) == max(values):
        return ""
    low, high = values.index(min(values)), values.index(max(values))
    slope = (heights[high] - heights[low]) / (values[high] - values[low])
    are_right = all(
        abs(heights[low] + slope * (value - values[low]) - height) <= PIXEL
        for value, height in zip(values, heights, strict=True)
    )
    return "" if are_right and slope < 0 else "the line is not that of the sums"
