"""The chart of one series: its line, its limits where it has them, special causes by colour and shape, the standard.

Marks stand in an SVG that stretches with the page; labels in a second one, placed in per cent, so that letters keep
their size. A gap in the months is a gap in the line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import groupby

from reports.charts.scale import Scale, around
from reports.records import Point, Series, Standard
from reports.words import short_number

WIDTH = 1000
CLASS_OF = {
    "special_cause_improvement": "im",
    "special_cause_concern": "co",
    "special_cause_neutral_high": "ne",
    "special_cause_neutral_low": "ne",
}


def ordinal(month: date) -> int:
    return month.year * 12 + month.month - 1


def scale_of(series: Series) -> Scale:
    """Around the values, the limits and the standards that held in these months."""
    values = [point.value for point in series.points]
    values += [limit for point in series.points for limit in (point.lower, point.upper) if limit is not None]
    first, last = series.points[0].month, series.last.month
    values += [
        standard.value
        for standard in series.standards
        if standard.from_month <= last and (standard.to_month is None or standard.to_month >= first)
    ]
    ceiling = 1.0 if series.measure.unit == "share" else None
    return around(values, ceiling=ceiling, floor=0.0)


def across(series: Series) -> tuple[int, float]:
    """The first month's ordinal, and the width of a month."""
    first, last = ordinal(series.points[0].month), ordinal(series.last.month)
    return first, WIDTH / max(last - first, 1)


def chart(series: Series) -> str:
    """The two SVGs of a series of two months or more."""
    scale = scale_of(series)
    first, width = across(series)
    places = [(round((ordinal(point.month) - first) * width, 1), scale.place(point.value)) for point in series.points]
    marks = [
        _limits(series, scale, first, width),
        _grid(scale),
        _standards(series, scale, first, width),
        f'<path class="line" d="{_line(series.points, places)}"/>',
        _dots(series.points, places),
        # a wide dot under a narrower white one is a ring that does not stretch
        _ring(series.last, *places[-1]),
    ]
    box = f'viewBox="0 0 {WIDTH} 1000" preserveAspectRatio="none"'
    return (
        f'<svg class="m" {box} aria-hidden="true">{"".join(marks)}</svg>'
        f'<svg class="x" aria-hidden="true">{_labels(series, scale, first, width)}</svg>'
    )


def _grid(scale: Scale) -> str:
    return f'<path class="grid" d="{"".join(f"M0 {scale.place(tick)}H{WIDTH}" for tick in scale.ticks)}"/>'


def _line(points: tuple[Point, ...], places: list[tuple[float, float]]) -> str:
    parts, before = [], None
    for point, (x, y) in zip(points, places, strict=True):
        joined = before is not None and ordinal(point.month) - before == 1
        parts.append(f"{'L' if joined else 'M'}{x} {y}")
        before = ordinal(point.month)
    return "".join(parts)


def _dots(points: tuple[Point, ...], places: list[tuple[float, float]]) -> str:
    kinds: dict[str, list[str]] = {"cc": [], "ne": [], "im": [], "co": []}
    for point, (x, y) in zip(points, places, strict=True):
        # a zero-length path with a cap is a dot that does not stretch; square caps need some length to print
        kind = CLASS_OF.get(point.variation, "cc")
        kinds[kind].append(f"M{x} {y}h{'.4' if kind in ('co', 'ne') else '0'}")
    return "".join(f'<path class="{kind}" d="{"".join(dots)}"/>' for kind, dots in kinds.items() if dots)


def _ring(last: Point, x: float, y: float) -> str:
    kind = CLASS_OF.get(last.variation, "cc")
    dot = f"M{x} {y}h{'.4' if kind in ('co', 'ne') else '0'}"
    return "".join(f'<path class="{css}" d="{dot}"/>' for css in (f"ring-out {kind}", f"ring-in {kind}", kind))


def _phases(series: Series) -> Iterator[tuple[list[Point], float, float]]:
    first, width = across(series)
    for _, group in groupby(series.points, key=lambda point: point.phase):
        points = list(group)
        yield points, (ordinal(points[0].month) - first) * width, (ordinal(points[-1].month) - first) * width


def _limits(series: Series, scale: Scale, first: int, width: float) -> str:
    band, lines, means = "", "", ""
    for points, start, end in _phases(series):
        mean, lower, upper = points[0].mean, points[0].lower, points[0].upper
        if mean is None or lower is None or upper is None:
            continue
        top = scale.place(min(upper, scale.high))
        bottom = scale.place(max(lower, scale.low))
        band += f"M{start:.1f} {top}H{end:.1f}V{bottom}H{start:.1f}z"
        lines += f"M{start:.1f} {top}H{end:.1f}M{start:.1f} {bottom}H{end:.1f}"
        means += f"M{start:.1f} {scale.place(mean)}H{end:.1f}"
    if not band:
        return ""
    return f'<path class="band" d="{band}"/><path class="lims" d="{lines}"/><path class="mean" d="{means}"/>'


def _spans(series: Series) -> Iterator[tuple[Standard, int, int]]:
    """The standards that held in these months, each with the ordinals between which it is drawn."""
    first, last = ordinal(series.points[0].month), ordinal(series.last.month)
    for standard in series.standards:
        start = max(ordinal(standard.from_month), first)
        end = min(ordinal(standard.to_month) + 1 if standard.to_month else last, last)
        if start <= end:
            yield standard, start, end


def _standards(series: Series, scale: Scale, first: int, width: float) -> str:
    path = "".join(
        f"M{(start - first) * width:.1f} {scale.place(standard.value)}H{(end - first) * width:.1f}"
        for standard, start, end in _spans(series)
    )
    return f'<path class="tgt" d="{path}"/>' if path else ""


def _labels(series: Series, scale: Scale, first: int, width: float) -> str:
    unit = series.measure.unit
    parts = [
        f'<text class="yl" x="-8" y="{scale.place(tick) / 10:.2f}%">{short_number(tick, unit, scale.step)}</text>'
        for tick in scale.ticks
    ]
    for standard, start, end in _spans(series):
        if standard != series.standard and end - start > 5:
            place = (start - first) * width / 10
            value = short_number(standard.value, unit)
            parts.append(
                f'<text class="tl" x="{place:.2f}%" y="{scale.place(standard.value) / 10:.2f}%">{value}</text>'
            )
    return "".join(parts) + _month_labels(series, first, width) + _right_labels(series, scale)


def _month_labels(series: Series, first: int, width: float) -> str:
    """Each January, every other one where there is little room; the first and the last month of a short series."""
    last = ordinal(series.last.month)
    years = [year for year in range(first // 12, last // 12 + 2) if first <= year * 12 <= last]
    if len(years) < 2:
        ends = ((0, series.points[0].month), (100, series.last.month))
        return "".join(f'<text class="xl" x="{place}%" y="100%">{month:%b %Y}</text>' for place, month in ends)
    every = max(1, -(-len(years) // 8))
    parts = []
    for at, year in enumerate(years[::every]):
        place = (year * 12 - first) * width / 10
        # where there is little room, every second one is left out, and the word before the year
        css = "xl alt" if at % 2 else "xl"
        parts.append(
            f'<line class="ft" x1="{place:.2f}%" x2="{place:.2f}%" y1="100%" y2="100%"/>'
            f'<text class="{css}" x="{place:.2f}%" y="100%"><tspan class="w">Jan </tspan>{year}</text>'
        )
    return "".join(parts)


def _right_labels(series: Series, scale: Scale) -> str:
    """Mean, limits and standard beside the last month, moved apart where they would cover each other."""
    last, unit = series.last, series.measure.unit
    wanted: list[tuple[float, str, str, str]] = []
    for value, css, word in ((last.upper, "", "Upper"), (last.mean, " mean", "Mean"), (last.lower, "", "Lower")):
        if value is not None:
            wanted.append((min(max(value, scale.low), scale.high), css, word, _exact(value, unit)))
    if series.standard:
        wanted.append((series.standard.value, " tgt", "Standard", _exact(series.standard.value, unit)))
    wanted.sort(key=lambda item: -item[0])
    places = _apart([scale.place(value) / 10 for value, *_ in wanted])
    return "".join(
        f'<text class="rl{css}" x="100%" y="{place:.2f}%"><tspan class="w">{word} </tspan>{escape(text)}</text>'
        for (_, css, word, text), place in zip(wanted, places, strict=True)
    )


def _apart(places: list[float], least: float = 6.5) -> list[float]:
    """The same places from top to bottom, moved so that each is so far from the one before, within 0 and 100."""
    down: list[float] = []
    for place in places:
        down.append(max(place, down[-1] + least if down else 0.0))
    up: list[float] = []
    for place in reversed(down):
        up.append(min(place, up[-1] - least if up else 100.0))
    return up[::-1]


def _exact(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value * 100:.1f}%"
    if unit == "weeks":
        return f"{value:.1f}"
    return short_number(value, unit, 10.0 ** math.floor(math.log10(max(abs(value), 1) / 100)))
