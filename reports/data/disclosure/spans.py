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
    may_hold,
    score_cells,
)
from reports.data.disclosure.month_links import EVERYWHERE, MonthLink, link_one, place_links
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
            for whole, organisations in _find_wholes(part, cube.numbers, is_other, (enough, window)):
                links = link_one(measures[at], measures[whole], window)
                codes = EVERYWHERE if organisations is None else [cube.organisations[code] for code in organisations]
                yield from place_links(links, codes)


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


def _find_wholes(
    part: Matrix, numbers: Matrix, is_other: Mask, limits: tuple[float, Window]
) -> Iterator[tuple[int, Places | None]]:
    """The numbers that are this one in most cells in which either has cases, or only at some organisations."""
    enough, window = limits
    is_equal = (numbers == part) & (part > 0)
    likely = np.flatnonzero(is_other & (np.count_nonzero(is_equal, axis=(1, 2)) >= ENOUGH_MONTHS))
    if not len(likely):
        return
    is_equal, numbers = is_equal[likely], numbers[likely]
    is_case = ~np.isnan(part) & ~np.isnan(numbers) & ((numbers != 0) | (part != 0))
    different = np.count_nonzero(is_case & ~is_equal, axis=(1, 2))
    is_mostly = different <= MOST_DIFFERENT * np.count_nonzero(is_case, axis=(1, 2))
    # of a rolling sum only the newest month is new, so that is all the evidence that another month which agrees adds
    bits = np.nan_to_num(np.where(is_changed(part), count_bits(2 * part / len(window.factors)), 0))
    scores = score_cells(is_equal, is_case, bits)
    # a run may begin in any cell
    enough_locally = enough + np.log2(part.size)
    for at in np.flatnonzero(is_mostly | may_hold(scores, enough_locally)):
        if is_mostly[at] and _count_different(np.unique(part[is_equal[at]])) >= enough:
            yield int(likely[at]), None
        elif len(organisations := list_organisations(scores[at], is_equal[at], enough_locally)):
            yield int(likely[at]), organisations


def _count_different(agreed: Matrix) -> float:
    return float(count_bits(2 * agreed).sum()) if len(agreed) >= ENOUGH_MONTHS else 0.0
