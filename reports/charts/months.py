"""Where the months of a series stand across its chart, and between which of them each standard is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reports.records import Series, Standard

WIDTH = 1000


def ordinal(month: date) -> int:
    return month.year * 12 + month.month - 1


def across(series: Series) -> tuple[int, float]:
    """The first month's ordinal, and the width of a month."""
    first, last = ordinal(series.points[0].month), ordinal(series.last.month)
    return first, WIDTH / max(last - first, 1)


def spans(series: Series) -> Iterator[tuple[Standard, int, int]]:
    """The standards that held in these months, each with the ordinals between which it is drawn."""
    first, last = ordinal(series.points[0].month), ordinal(series.last.month)
    for standard in series.standards:
        start = max(ordinal(standard.from_month), first)
        end = min(ordinal(standard.to_month) + 1 if standard.to_month else last, last)
        if start <= end:
            yield standard, start, end
