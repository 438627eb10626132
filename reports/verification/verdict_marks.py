"""Reads the chart of a verdict back: dots, levels, bands, gaps and marks, and the numbers beside them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.verification.chart_numbers import read_label
from reports.verification.verdict_labels import check_verdict_labels
from reports.verification.verdict_spans import DrawnVerdict

PATH = re.compile(r'<path class="([a-z ]+)" d="([^"]*)"')
TEXT = re.compile(r'<text class="([a-z ]+)" x="([^"]+)" y="([^"]+)">(.*?)</text>')
POINT = re.compile(r"[ML]([\d.-]+) ([\d.-]+)")
LEVEL = re.compile(r"M([\d.-]+) ([\d.-]+)H([\d.-]+)")
BAND = re.compile(r"M([\d.-]+) ([\d.-]+)H([\d.-]+)V([\d.-]+)H[\d.-]+z")
GAP = re.compile(r"M([\d.-]+) ([\d.-]+)V([\d.-]+)")
ROUNDING = 0.11
"""Places across are rounded to a tenth."""
HEIGHT_SLACK = 0.3
"""The place of a level and those of the two ticks by which it is read are rounded to a tenth."""
Shape = tuple[float, ...]
POINT_SLACK = (ROUNDING, HEIGHT_SLACK)
LEVEL_SLACK = (*POINT_SLACK, ROUNDING)
BAND_SLACK = (*LEVEL_SLACK, HEIGHT_SLACK)
GAP_SLACK = (*POINT_SLACK, HEIGHT_SLACK)


@dataclass(frozen=True)
class VerdictFrame:
    """Where a month and a level lie, by the labels of the axis."""

    first: float
    months: float
    origin: float
    slope: float

    def across(self, place: float) -> float:
        return (place - self.first) / self.months * 1000

    def height(self, value: float) -> float:
        """What lies beyond the plot is drawn at its edge."""
        return min(max(self.origin + self.slope * value, 0.0), 1000.0)


def check_verdict_picture(drawn: DrawnVerdict, chart: str) -> str:
    """What is wrong with the picture; nothing if every mark is where its figure belongs."""
    texts = [(css.split(), x, y, words) for css, x, y, words in TEXT.findall(chart)]
    ticks = [
        (read_label(html.unescape(words), drawn.unit).value, float(y.rstrip("%")) * 10)
        for css, _, y, words in texts
        if css == ["yl"]
    ]
    if len(ticks) < 2 or ticks[0][0] == ticks[-1][0]:
        return "the axis has no two labels"
    slope = (ticks[-1][1] - ticks[0][1]) / (ticks[-1][0] - ticks[0][0])
    if slope > 0:
        return "higher values are drawn lower"
    first, last = drawn.span_of_places
    frame = VerdictFrame(first - 0.5, max(last - first + 1, 1), ticks[0][1] - slope * ticks[0][0], slope)
    paths: dict[str, str] = {}
    for css, path in PATH.findall(chart):
        paths[css] = paths.get(css, "") + path
    faults = (*_list_marks(drawn, frame, paths, ticks), *check_verdict_labels(drawn, texts))
    return next((fault for fault in faults if fault), "")


def _read(pattern: re.Pattern[str], path: str) -> list[Shape]:
    return [tuple(map(float, shape)) for shape in pattern.findall(path)]


def _list_marks(
    drawn: DrawnVerdict, frame: VerdictFrame, paths: dict[str, str], ticks: Sequence[tuple[float, float]]
) -> Iterator[str]:
    """Each kind of mark with its places across and its heights, as they are and as they should be."""
    values = [(frame.across(place), frame.height(value)) for place, value in drawn.values]
    expected = [(frame.across(place), frame.height(value)) for place, value in drawn.expected]
    yield _compare("a figure", _read(re.compile(r"M([\d.-]+) ([\d.-]+)h"), paths.get("cc", "")), values)
    yield _compare("the line", _read(POINT, paths.get("line", "")), values)
    yield _compare("what was expected of a month", _read(POINT, paths.get("xline", "")), expected)
    heights = [(0.0, frame.height(value)) for value, _ in ticks]
    yield _compare("the axis", [(0.0, height) for _, height in ticks], heights)
    yield from _list_spans(drawn, frame, paths)
    for css, place in (("adopt", drawn.adopted), ("support", drawn.support)):
        is_inside = place is not None and 0 <= round(frame.across(place), 1) <= 1000
        marks = [(frame.across(place), 0.0)] if place is not None and is_inside else []
        yield _compare(f"the mark “{css}”", _read(POINT, paths.get(css, "")), marks)


def _list_spans(drawn: DrawnVerdict, frame: VerdictFrame, paths: dict[str, str]) -> Iterator[str]:
    """The level of each window, what was expected of it, and the gap between them."""
    bands: list[Shape] = []
    levels: list[Shape] = []
    readings: list[Shape] = []
    for span in drawn.spans:
        left, right = frame.across(span.first - 0.5), frame.across(span.last + 0.5)
        level = frame.height(span.row["actual"])
        yield _compare(
            f"the level “{span.css}”",
            _read(LEVEL, paths.get(f"seg {span.css}", "")),
            [(left, level, right)],
            LEVEL_SLACK,
        )
        ends = (span.row["expected_lower"], span.row["expected_upper"])
        if None not in ends:
            bands.append((left, frame.height(ends[1]), right, frame.height(ends[0])))
        gaps: list[Shape] = []
        if span.row["expected"] is not None:
            wanted = frame.height(span.row["expected"])
            levels.append((left, wanted, right))
            gaps = [((left + right) / 2, wanted, level)]
            readings += [(left, frame.height(value), right) for value in span.readings if drawn.has_readings]
        yield _compare("the gap", _read(GAP, paths.get(f"gap {span.css}", "")), gaps, GAP_SLACK)
    yield _compare("the band", _read(BAND, paths.get("xband", "")), bands, BAND_SLACK)
    yield _compare("the level expected", _read(LEVEL, paths.get("xlev", "")), levels, LEVEL_SLACK)
    yield _compare("a reading", _read(LEVEL, paths.get("xread", "")), readings, LEVEL_SLACK)


def _compare(name: str, shapes: Sequence[Shape], wanted: Sequence[Shape], slack: Shape = POINT_SLACK) -> str:
    """Whether there are these shapes and no others, each within what rounding may move it."""
    is_right = len(shapes) == len(wanted) and all(
        abs(number - true) <= most
        for shape, right in zip(sorted(shapes), sorted(wanted), strict=True)
        for number, true, most in zip(shape, right, slack, strict=True)
    )
    return "" if is_right else f"{name} is drawn elsewhere than the figures are: {wanted}"
