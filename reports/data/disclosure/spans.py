"""Find measures that are another one in a window: half-years, rolling sums, totals since April, another month.

A measure that is another one everywhere in the same month is found in SQL (`relations.py`), which needs fewer months;
one that is so at some organisations only, or in a run of months, is found here.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from reports.data.disclosure.chance import (
    SPARE_BITS,
    count_bits,
    is_changed,
    list_organisations,
    score_cells,
)
from reports.data.disclosure.month_links import MonthLink, link_one, place_links
from reports.data.disclosure.number_table import Mask, Matrix, NumberCube, Places, Quantity
from reports.data.disclosure.relations import ENOUGH_MONTHS, MOST_DIFFERENT
from reports.data.disclosure.windows import ANY_SUMS, OTHER_MONTH, RISES, SAME_MONTH, Window

WINDOWS = (SAME_MONTH, *ANY_SUMS, *OTHER_MONTH, *RISES)


def relate_spans(cube: NumberCube) -> Iterator[MonthLink]:
    """Links between any two measures of which one is the other in a window."""
    measures = [quantity.measure for quantity in cube.quantities]
    for window in WINDOWS:
        parts = cube.apply(window).numbers
        for at, part in enumerate(parts):
            is_other = _may_be(cube.quantities, at, window)
            enough = np.log2(max(1, is_other.sum() * len(parts) * len(WINDOWS))) + SPARE_BITS
            for whole in _find_wholes(part.ravel(), cube.numbers.reshape(len(parts), -1), enough):
                if is_other[whole]:
                    yield from link_one(measures[at], measures[whole], window)
                    is_other[whole] = False
            for whole, organisations in _find_local_wholes(part, cube.numbers, is_other, (enough, window)):
                links = link_one(measures[at], measures[whole], window)
                yield from place_links(links, [cube.organisations[code] for code in organisations])


def _may_be(quantities: tuple[Quantity, ...], part: int, window: Window) -> Mask:
    """The numbers of other measures that this one may be. Shares of the same cases are not related by that."""
    own = quantities[part]
    is_same = window == SAME_MONTH
    return np.array(
        [
            other.measure != own.measure
            and (not is_same or own.what == "numerator" or (own.what == "rest" and other.what == "numerator"))
            for other in quantities
        ]
    )


def _find_wholes(part: Matrix, numbers: Matrix, enough: float) -> Places:
    """The numbers that are this one in most rows in which either has cases."""
    is_row = ~np.isnan(part)
    part, numbers = part[is_row], numbers[:, is_row]
    is_equal = (numbers == part) & (part > 0)
    likely = np.flatnonzero(is_equal.sum(axis=1) >= ENOUGH_MONTHS)
    is_equal, numbers = is_equal[likely], numbers[likely]
    is_case = ~np.isnan(numbers) & ((numbers != 0) | (part != 0))
    is_mostly = (is_case & ~is_equal).sum(axis=1) <= MOST_DIFFERENT * is_case.sum(axis=1)
    is_enough = np.array([_count_different(np.unique(part[agreed])) >= enough for agreed in is_equal], dtype=bool)
    wholes: Places = likely[is_mostly & is_enough]
    return wholes


def _count_different(agreed: Matrix) -> float:
    return float(count_bits(2 * agreed).sum()) if len(agreed) >= ENOUGH_MONTHS else 0.0


def _find_local_wholes(
    part: Matrix, numbers: Matrix, is_other: Mask, limits: tuple[float, Window]
) -> Iterator[tuple[int, Places]]:
    """The numbers that are this one at some organisations or in some months, with these organisations."""
    enough, window = limits[0] + np.log2(part.size), limits[1]
    is_equal = (numbers == part) & (part > 0)
    # of a rolling sum only the newest month is new, so that is all the evidence that another month which agrees adds
    bits = np.where(is_changed(part), count_bits(2 * part / len(window.factors)), 0)
    bits = np.nan_to_num(bits)
    most = (is_equal * bits).sum(axis=(1, 2))
    for whole in np.flatnonzero(is_other & (most >= enough)):
        is_case = ~np.isnan(part) & ~np.isnan(numbers[whole]) & ((part != 0) | (numbers[whole] != 0))
        scores = score_cells(is_equal[whole], is_case, bits)
        organisations = list_organisations(scores, is_equal[whole], enough)
        if len(organisations):
            yield int(whole), organisations
