"""How many decimals the figures of a series need, so that what is called a signal can be seen in its numbers."""

from __future__ import annotations

import math

from reports.data.records import SeriesRecord
from reports.formatting import MOST_DECIMALS, format_change, format_move, format_number, usual_decimals


def has_signal(series: SeriesRecord) -> bool:
    """Whether the chart calls the last point special cause."""
    return bool(series.variation and series.variation.startswith("special"))


def series_decimals(series: SeriesRecord) -> int:
    """Decimals of a value of the series as it is printed: the usual ones, or more where its signals are smaller."""
    unit, last = series.measure.unit, series.last
    if unit == "count":
        return 0
    compared = [point.value for point in (last, series.at(1), series.at(12)) if point]
    decimals = usual_decimals(max(abs(value) for value in compared), unit)
    reach = last.upper - last.mean if last.upper is not None and last.mean is not None else 0.0
    if has_signal(series) and reach > 0:
        decimals = max(decimals, math.ceil(-math.log10(reach * (100 if unit == "share" else 1))))
    return min(decimals, MOST_DECIMALS)


def format_value(series: SeriesRecord, value: float) -> str:
    return format_number(value, series.measure.unit, series_decimals(series))


def format_difference(series: SeriesRecord, delta: float) -> str:
    return format_change(delta, series.measure.unit, series_decimals(series))


def describe_move(series: SeriesRecord, delta: float) -> str:
    """A difference in words: 'up 1.6 percentage points', or 'unchanged' where no printed figure shows one."""
    return format_move(delta, series.measure.unit, series_decimals(series))
