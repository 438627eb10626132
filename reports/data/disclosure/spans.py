"""Find measures that are another one in a window: half-years, rolling sums, totals since April, another month."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from reports.data.disclosure.month_links import MonthLink, link_one
from reports.data.disclosure.number_table import Matrix, NumberCube, Places
from reports.data.disclosure.relations import ENOUGH_MONTHS, MOST_DIFFERENT
from reports.data.disclosure.windows import ANY_SUMS, OTHER_MONTH, RISES

WINDOWS = (*ANY_SUMS, *OTHER_MONTH, *RISES)
SPARE_BITS = 3
"""How much less likely than one in all comparisons an agreement by chance must be: then fewer than one home in eight
has any, and a wrong match only hides figures needlessly."""


def relate_spans(cube: NumberCube) -> Iterator[MonthLink]:
    """Links between any two measures of which one is the other in a window."""
    numbers = cube.numbers.reshape(len(cube.quantities), -1)
    measures = np.array([quantity.measure for quantity in cube.quantities])
    is_other = measures[:, None] != measures
    enough = np.log2(max(1, is_other.sum() * len(WINDOWS))) + SPARE_BITS
    for window in WINDOWS:
        parts = cube.apply(window).numbers.reshape(numbers.shape)
        for part, is_this in enumerate(is_other):
            for whole in _find_wholes(parts[part], numbers, enough):
                if is_this[whole]:
                    yield from link_one(measures[part], measures[whole], window)


def _find_wholes(part: Matrix, numbers: Matrix, enough: float) -> Places:
    """The numbers that are this one in most rows in which either has cases."""
    is_row = ~np.isnan(part)
    part, numbers = part[is_row], numbers[:, is_row]
    is_equal = (numbers == part) & (part > 0)
    likely = np.flatnonzero(is_equal.sum(axis=1) >= ENOUGH_MONTHS)
    is_equal, numbers = is_equal[likely], numbers[likely]
    is_case = ~np.isnan(numbers) & ((numbers != 0) | (part != 0))
    is_mostly = (is_case & ~is_equal).sum(axis=1) <= MOST_DIFFERENT * is_case.sum(axis=1)
    is_enough = np.array([_count_bits(np.unique(part[agreed])) >= enough for agreed in is_equal], dtype=bool)
    wholes: Places = likely[is_mostly & is_enough]
    return wholes


def _count_bits(agreed: Matrix) -> float:
    """How unlikely it is that two series of counts agree in these numbers by chance, in powers of two.

    Two counts around a mean m are equal with a chance of about 1 / sqrt(4 pi m).
    """
    return float(np.log2(4 * np.pi * agreed).sum() / 2) if len(agreed) >= ENOUGH_MONTHS else 0.0
