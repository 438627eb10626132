"""Reads a funnel plot back: how many dots lie where, and whether they lie as their values and cases do."""

from __future__ import annotations

import re

from reports.claims.claim import Claim
from reports.verification.page_elements import ClaimedElement
from reports.verification.shown_numbers import NUMBER, read_number, read_value, value_pattern

PATH = re.compile(r'<path class="(pin|phi|plo)" d="([^"]*)"')
DOT = re.compile(r"M([\d.-]+) ([\d.-]+)h")
WORDS = {"above_998": "Above the 99.8% limit", "below_998": "Below the 99.8% limit"}
ROUNDING = 0.2
"""Places are rounded to a tenth, and so is each end of the line that they are compared with."""


def check_funnel_picture(rows: list[tuple[float, str, float]], above: int, below: int, element: ClaimedElement) -> str:
    """Compare the dots with the value, position and cases of each organisation; higher is more, and so is right."""
    dots = {css: DOT.findall(path) for css, path in PATH.findall(element.inner)}
    counts = {css: len(places) for css, places in dots.items()}
    wanted = {"phi": above, "plo": below, "pin": len(rows) - above - below}
    if counts != {css: count for css, count in wanted.items() if count}:
        return f"{above} lie above and {below} below of {len(rows)}"
    places = [place for some in dots.values() for place in some]
    across = _lies_on_line([float(x) for x, _ in places], [cases for _, _, cases in rows])
    up = _lies_on_line([-float(y) for _, y in places], [value for value, _, _ in rows])
    return "" if across and up else "the dots do not lie as the figures do"


def _lies_on_line(places: list[float], figures: list[float]) -> bool:
    """Whether places in order are as far apart as the figures in order."""
    places, figures = sorted(places), sorted(figures)
    span = figures[-1] - figures[0]
    if not span:
        return places[0] == places[-1]
    slope = (places[-1] - places[0]) / span
    return all(
        abs(place - places[0] - slope * (figure - figures[0])) <= ROUNDING
        for place, figure in zip(places, figures, strict=True)
    )


def check_funnel_dot(unit: str, claim: Claim, element: ClaimedElement) -> str:
    """A row of the table of dots: name, value, cases, and where the dot lies."""
    value, cases, position = claim.values
    parts = re.search(rf" {value_pattern(unit)} ({NUMBER}) (\S.*)$", element.text)
    if parts is None or parts[3] != WORDS.get(str(position), "Inside"):
        return f"it lies {WORDS.get(str(position), 'inside')}"
    is_right = read_value(parts[1], unit).shows(float(str(value))) and read_number(parts[2]).shows(float(str(cases)))
    return "" if is_right else f"it has {value} of {cases}"
