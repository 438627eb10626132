"""Reads a drawn chart back: the place and the colour of each dot, and the labels of its axis."""

from __future__ import annotations

import html
import re

from reports.claims.claim import Claim
from reports.verification.chart_frame import ChartFrame, ordinal_of
from reports.verification.chart_lines import check_lines
from reports.verification.page_elements import ClaimedElement
from reports.verification.peer_lines import check_peer_lines
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse
from reports.verification.series_rules import first_place
from reports.verification.shown_numbers import UNIT_WORDS, ShownNumber, read_number, read_value, value_pattern

PATH = re.compile(r'<path class="(cc|im|co|ne|un)" d="([^"]*)"')
DOT = re.compile(r"M([\d.-]+) ([\d.-]+)h")
TICK = re.compile(r'<text class="yl" x="-8" y="([\d.-]+)%">([^<]*)</text>')
LETTERS = {"cc": ".", "im": "i", "co": "c", "ne": "n", "un": "u"}
TALL = 1000
"""The height of a chart; places are rounded to a tenth."""
SCALE = {"k": 1e3, "m": 1e6}
SPARKLINE_MONTHS = 36


def check_dots(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    """A chart, or the small line of a table: what is coloured, and where it lies."""
    if element.tag == "td":
        return _check_sparkline(facts, element)
    at = first_place(warehouse, facts, claim, claim.values[0])
    dots: dict[float, tuple[float, str]] = {}
    for css, path in PATH.findall(element.inner):
        for x, y in DOT.findall(path):
            if float(x) in dots and dots[float(x)] != (float(y), LETTERS[css]):
                return "the ring around the last dot is not that of the dot"
            dots[float(x)] = (float(y), LETTERS[css])
    letters = "".join(dots[x][1] for x in sorted(dots))
    if letters != claim.values[1]:
        return f"the colours are {claim.values[1]}, and the chart has {letters}"
    fault = _check_places(facts, at, dots) or _check_ticks(facts, at, dots, element)
    return fault or _check_lines(warehouse, claim, at, dots, element)


def _check_lines(
    warehouse: SeriesWarehouse,
    claim: Claim,
    at: int,
    dots: dict[float, tuple[float, str]],
    element: ClaimedElement,
) -> str:
    """The lines of the chart. Where all months are alike, its dots do not say where other values lie."""
    facts = warehouse.series[claim.measure, claim.organisation]
    months, values = facts.months[at:], facts.values[at:]
    line = _height_of(dots, values)
    if line is None:
        return ""
    first, last = ordinal_of(months[0]), ordinal_of(months[-1])
    reach = (min(values), max(values))
    frame = ChartFrame(first, TALL / max(last - first, 1), line[0], line[1], reach)
    limits = facts.second_limits if claim.kind == "second dots" else facts.limits
    key = (claim.measure, claim.organisation)
    layer = () if claim.kind == "second dots" else check_peer_lines(warehouse, key, months, frame, element.inner)
    return check_lines(warehouse, key, at, limits, frame, element.inner) or next(filter(None, layer), "")


def _check_places(facts: SeriesFacts, at: int, dots: dict[float, tuple[float, str]]) -> str:
    """Months lie as far apart as they are, and heights are as far apart as the values."""
    months, values = facts.months[at:], facts.values[at:]
    ordinals = list(map(ordinal_of, months))
    wide = TALL / max(ordinals[-1] - ordinals[0], 1)
    for x, ordinal, month in zip(sorted(dots), ordinals, months, strict=True):
        if abs(x - (ordinal - ordinals[0]) * wide) > 0.1:
            return f"{month:%Y-%m} is drawn in the place of another month"
    line = _height_of(dots, values)
    for x, value, month in zip(sorted(dots), values, months, strict=True):
        if line and abs(dots[x][0] - (line[0] + line[1] * value)) > 0.2:
            return f"{month:%Y-%m} is drawn at the height of another value than {value!r}"
    return ""


def _height_of(dots: dict[float, tuple[float, str]], values: list[float]) -> tuple[float, float] | None:
    """The straight line from values to heights, through the lowest and the highest."""
    heights = [dots[x][0] for x in sorted(dots)]
    low, high = values.index(min(values)), values.index(max(values))
    if values[low] == values[high]:
        return None
    slope = (heights[high] - heights[low]) / (values[high] - values[low])
    return heights[low] - slope * values[low], slope


def _check_ticks(facts: SeriesFacts, at: int, dots: dict[float, tuple[float, str]], element: ClaimedElement) -> str:
    """The labels of the axis are the values at their height, and higher is more."""
    line = _height_of(dots, facts.values[at:])
    if line is None:
        return ""
    if line[1] > 0:
        return "higher values are drawn lower"
    ticks = [(float(y) * 10, html.unescape(words)) for y, words in TICK.findall(element.inner)]
    if len({words for _, words in ticks}) != len(ticks):
        return "two labels of the axis are the same"
    for height, words in ticks:
        shown = _read_tick(words, facts.measure.unit)
        # a place is rounded to a tenth, and so is each end of the line
        slack = 0.3 / abs(line[1]) * max(1.0, TALL / max(abs(line[1]) * (max(facts.values) - min(facts.values)), 1))
        if abs((height - line[0]) / line[1] - shown.value) > shown.reach * 1.01 + slack:
            return f"the label {words} of the axis lies at {(height - line[0]) / line[1]!r}"
    return ""


def _read_tick(words: str, unit: str) -> ShownNumber:
    if words[-1] in SCALE:
        return read_number(words[:-1]).times(SCALE[words[-1]])
    return read_value(words.removesuffix(UNIT_WORDS.get(unit, "")), unit)


def _check_sparkline(facts: SeriesFacts, element: ClaimedElement) -> str:
    """The last three years: coloured dots alone are drawn, with a grey one at the end."""
    label = re.search(r'aria-label="([^"]*)"', element.inner)
    last = facts.months[-1]
    colours = [
        colour
        for month, colour in zip(facts.months, facts.colours_from(0), strict=True)
        if (last.year - month.year) * 12 + last.month - month.month < SPARKLINE_MONTHS
    ]
    if label is None:
        return "" if len(colours) < 2 else "there is no line"
    if list_coloured(element.inner) != "".join(colours).replace(".", "").replace("u", ""):
        return f"the coloured months are {''.join(colours)}"
    value = re.search(rf"latest {value_pattern(facts.measure.unit)}$", html.unescape(label[1]))
    is_right = value and read_value(value[1], facts.measure.unit).shows(facts.values[-1])
    return "" if is_right else f"the last figure is {facts.values[-1]!r}"


def list_coloured(markup: str) -> str:
    """The colours of a small line from left to right; it draws no other dots, but a grey one at its end."""
    drawn: list[tuple[float, str]] = []
    for css, path in PATH.findall(markup):
        if css != "cc":
            drawn += [(float(x), LETTERS[css]) for x, _ in DOT.findall(path)]
    return "".join(letter for _, letter in sorted(drawn))
