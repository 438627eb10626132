"""Reads the lines of a control chart back: mean, limits, standards, marks of months, and the numbers beside them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from reports.verification.chart_frame import ROUNDING, ChartFrame, ordinal_of
from reports.verification.chart_numbers import check_beside, check_years
from reports.verification.series_facts import Limits, SeriesFacts, SeriesWarehouse

LINES = re.compile(r'<path class="(band|lims|mean|tgt|phase|joint|lack)" d="([^"]*)"')
STRETCH = re.compile(r"M([\d.-]+) ([\d.-]+)H([\d.-]+)")
BAND = re.compile(r"M([\d.-]+) ([\d.-]+)H([\d.-]+)V([\d.-]+)H[\d.-]+z")
UPRIGHT = re.compile(r"M([\d.-]+) (?:0V1000|1000v-35)")


def check_lines(
    warehouse: SeriesWarehouse, key: tuple[str, str], at: int, limits: Sequence[Limits], frame: ChartFrame, chart: str
) -> str:
    """What is wrong with the lines and labels of a chart that begins with the month at that place; nothing if true."""
    facts = warehouse.series[key]
    paths: dict[str, str] = {}
    for css, path in LINES.findall(chart):
        paths[css] = paths.get(css, "") + path
    return next(
        filter(None, _list_faults(warehouse, key, facts, at, limits, frame, paths, chart)),
        "",
    )


def _list_faults(
    warehouse: SeriesWarehouse,
    key: tuple[str, str],
    facts: SeriesFacts,
    at: int,
    limits: Sequence[Limits],
    frame: ChartFrame,
    paths: dict[str, str],
    chart: str,
) -> Iterator[str]:
    months = facts.months[at:]
    places = [frame.across(ordinal_of(month)) for month in months]
    stretches = {css: _read_stretches(paths.get(css, "")) for css in ("mean", "lims", "tgt")}
    bands = [tuple(map(float, band)) for band in BAND.findall(paths.get("band", ""))]
    edges = [(left, right, height) for left, top, right, bottom in bands for height in (top, bottom)]
    wanted: dict[str, tuple[list[tuple[float, float, float]], list[tuple[float | None, ...]]]] = {
        "mean": (stretches["mean"], [(centre,) for centre, _, _ in limits[at:]]),
        "limits": (stretches["lims"], [_both(row) for row in limits[at:]]),
        "band": (edges, [_both(row) for row in limits[at:]]),
    }
    for name, (lines, values) in wanted.items():
        yield _check_stretches(name, months, places, lines, values, frame)
    yield _check_standards(warehouse, key[0], months, stretches["tgt"], frame)
    yield from _check_marks(warehouse, key, months, paths, frame)
    yield check_beside(warehouse, key, months[-1], limits[-1], chart)
    yield check_years(months, frame, chart)


def _both(row: Limits) -> tuple[float | None, ...]:
    """The lower and the upper limit; a chart draws none where one of them is missing."""
    return (None, None) if None in row[1:] else row[1:]


def _read_stretches(path: str) -> list[tuple[float, float, float]]:
    """Level lines: from, to, height."""
    return [(float(left), float(right), float(height)) for left, height, right in STRETCH.findall(path)]


def _check_stretches(
    name: str,
    months: Sequence[date],
    places: Sequence[float],
    lines: Iterable[tuple[float, float, float]],
    values: Sequence[tuple[float | None, ...]],
    frame: ChartFrame,
) -> str:
    """Each month has as many lines as values, each at the height of one of the values."""
    heights: list[list[float]] = [[] for _ in months]
    for left, right, height in lines:
        for place in range(bisect_left(places, left - ROUNDING), bisect_right(places, right + ROUNDING)):
            heights[place].append(height)
    for month, drawn, known in zip(months, heights, values, strict=True):
        true = sorted((value for value in known if value is not None), reverse=frame.slope < 0)
        is_right = len(drawn) == len(true) and all(map(frame.lies_at, sorted(drawn), true))
        if not is_right:
            return f"the {name} of {month:%Y-%m} is {true or 'not known'}, and is drawn elsewhere"
    return ""


def _check_standards(
    warehouse: SeriesWarehouse,
    measure: str,
    months: Sequence[date],
    lines: list[tuple[float, float, float]],
    frame: ChartFrame,
) -> str:
    """Each standard of these months is a line over the months in which it held."""
    wanted = list(_spans_of_standards(warehouse, measure, months, frame))
    if len(wanted) != len(lines):
        return f"{len(wanted)} standards held in these months, and {len(lines)} are drawn"
    for (left, right, value), (start, end, height) in zip(wanted, lines, strict=True):
        is_there = abs(left - start) <= ROUNDING and abs(right - end) <= ROUNDING
        if not is_there or not frame.lies_at(height, value):
            return f"the standard {value!r} is drawn elsewhere"
    return ""


def _spans_of_standards(
    warehouse: SeriesWarehouse, measure: str, months: Sequence[date], frame: ChartFrame
) -> Iterator[tuple[float, float, float]]:
    """The months of a standard end where the next one begins."""
    first, last = ordinal_of(months[0]), ordinal_of(months[-1])
    for begins, ends, value, _ in warehouse.standards.get(measure, []):
        start = max(ordinal_of(begins), first)
        end = last if ends is None else min(ordinal_of(ends) + 1, last)
        if start <= end:
            yield frame.across(start), frame.across(end), value


def _check_marks(
    warehouse: SeriesWarehouse, key: tuple[str, str], months: Sequence[date], paths: dict[str, str], frame: ChartFrame
) -> Iterator[str]:
    """Phases and mergers begin half a month before their first month; the mark of a gap is below its month."""
    facts = warehouse.series[key]
    # the reading aid is for the usual chart; others have limits of their own
    is_usual = not facts.finding or facts.finding["chart"] == "xmr"
    later = {phase.first_month for phase in facts.reading.phases.values() if phase.has_cause and is_usual}
    incomplete = warehouse.incomplete.get(key, set()) & set(months)
    wanted = {
        "phase": {month for month in later if months[0] < month <= months[-1]},
        "joint": {month for month in warehouse.mergers.get(key[1], set()) if months[0] < month <= months[-1]},
        "lack": incomplete,
    }
    for css, true in wanted.items():
        shift = 0 if css == "lack" else 0.5
        places = sorted(frame.across(ordinal_of(month) - shift) for month in true)
        drawn = sorted(map(float, UPRIGHT.findall(paths.get(css, ""))))
        is_right = len(places) == len(drawn) and all(
            abs(place - there) <= ROUNDING for place, there in zip(places, drawn, strict=True)
        )
        yield "" if is_right else f"the marks “{css}” are those of {sorted(f'{month:%Y-%m}' for month in true)}"
