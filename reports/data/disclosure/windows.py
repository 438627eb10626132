"""Windows: what the numbers of a series become when it is kept by quarter, since April, as a rise, or by another month.

Each window is linear, a number to be added for each of some months before and after. So a rolling year, what a stock
gained and what was dated a month late are found and linked in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

APRIL = 3
"""The month of the year in which totals of a financial year start again, counted from 0."""


@dataclass(frozen=True)
class Window:
    """Months that are added up, as offsets from the month in which the sum is dated, each with its factor."""

    factors: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        return min(offset for offset, _ in self.factors)

    @property
    def last(self) -> int:
        return max(offset for offset, _ in self.factors)

    @property
    def is_rise(self) -> bool:
        return any(factor < 0 for _, factor in self.factors)

    @property
    def is_one_month(self) -> bool:
        return len(self.factors) == 1

    def apply(self, numbers: Numbers, months: NDArray[np.intp]) -> Numbers:
        """Apply this window to numbers with months along the last axis; NaN where a month that it needs is missing."""
        total = np.zeros_like(numbers)
        for offset, factor in self.factors:
            total += factor * _shift_months(numbers, offset)
        if self.is_rise:
            # a total since April falls there, which says nothing of what it is a total of
            total[..., (months + self.last) % 12 == APRIL] = np.nan
        return np.round(total, 6)


def _shift_months(numbers: Numbers, offset: int) -> Numbers:
    shifted, count = np.full_like(numbers, np.nan), numbers.shape[-1]
    if abs(offset) < count:
        shifted[..., max(-offset, 0) : count - max(offset, 0)] = numbers[..., max(offset, 0) : count + min(offset, 0)]
    return shifted


def _sum_months(count: int) -> tuple[Window, Window]:
    """Sums of so many months, dated by the last of them and by the first."""
    offsets = range(count)
    return Window(tuple((-at, 1) for at in offsets)), Window(tuple((at, 1) for at in offsets))


SAME_MONTH = Window(((0, 1),))
OTHER_MONTH = (Window(((-1, 1),)), Window(((1, 1),)))
"""Counted by the month of another event: by admission and by discharge, by incident and by report."""
RISES = (Window(((0, 1), (-1, -1))), Window(((1, 1), (0, -1))))
"""To this month and to the next: a stock is counted on the last day of the month or on the first. The rise of a total
since April is its month."""
USUAL_SUMS = tuple(window for count in (3, 6, 12, 24) for window in _sum_months(count))
"""Quarters, half-years, years and two years, for sums of several measures: each costs a pass of linear algebra."""
ANY_SUMS = tuple(window for count in (*range(2, 13), 24) for window in _sum_months(count))
"""Sums that one measure is compared with, which is quick."""
