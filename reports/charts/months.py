"""The horizontal places of a series' months, and the span over which each standard is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from reports.data.records import SeriesRecord, StandardRecord

WIDTH = 1000


@cache  # of some hundred months, asked for a million times
def month_ordinal(month: date) -> int:
    return month.year * 12 + month.month - 1


def months_across(series: SeriesRecord) -> tuple[int, float]:
    """The first month's ordinal and the width of a month."""
    first, last = month_ordinal(series.points[0].month), month_ordinal(series.last.month)
    return first, WIDTH / max(last - first, 1)


def standard_spans(series: SeriesRecord) -> Iterator[tuple[StandardRecord, int, int]]:
    """The standards that applied in these months, each with the ordinals between which it is drawn."""
    first, last = month_ordinal(series.points[0].month), month_ordinal(series.last.month)
    for standard in series.standards:
        start = max(month_ordinal(standard.from_month), first)
        end = min(month_ordinal(standard.to_month) + 1 if standard.to_month else last, last)
        if start <= end:
            yield standard, start, end
