"""Sums of two measures that hold at some organisations only, or in a run of months.

Sums that hold everywhere are found in SQL (`relations.py`), from fewer months and in every value that figures ever had.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from reports.data.disclosure.chance import SPARE_BITS, count_bits, is_changed, list_organisations, score_cells
from reports.data.disclosure.month_links import MonthLink, link_each_other, place_links
from reports.data.disclosure.number_table import Mask, Matrix, NumberCube
from reports.data.disclosure.relations import ENOUGH_MONTHS

SCALE = 1_000_000
"""Numbers are rounded to six decimals; as whole numbers they add up exactly."""
MISSING, MISSING_PART = -1, -(1 << 61)
"""A sum with a missing part is not compared with the other side."""
Whole = NDArray[np.int64]


def relate_local_sums(cube: NumberCube) -> Iterator[MonthLink]:
    """Links between a number, at some organisations, and two numerators that it is the sum of there.

    Of a published number only the parts are linked.
    """
    parts = [at for at, quantity in enumerate(cube.quantities) if quantity.is_own and quantity.what == "numerator"]
    pairs = list(combinations(parts, 2))
    enough = np.log2(max(1, len(pairs) * cube.numbers.size)) + SPARE_BITS
    wholes = np.round(np.nan_to_num(cube.numbers * SCALE, nan=MISSING)).astype(np.int64)
    bits = np.nan_to_num(np.where(is_changed(cube.numbers), count_bits(2 * cube.numbers), 0))
    for pair in pairs:
        for whole, is_equal in _list_candidates(wholes, pair, bits, enough):
            quantities = [cube.quantities[at] for at in (*pair, whole)]
            if len({quantity.measure for quantity in quantities}) == 3:
                scores = _score(cube.numbers[[*pair]], cube.numbers[whole], is_equal, bits[whole])
                organisations = list_organisations(scores, is_equal, enough)
                links = link_each_other({quantity.measure for quantity in quantities if quantity.is_own})
                yield from place_links(links, [cube.organisations[code] for code in organisations])


def _list_candidates(wholes: Whole, pair: tuple[int, int], bits: Matrix, enough: float) -> Iterator[tuple[int, Mask]]:
    """Numbers that are the sum in so many cells that there may be evidence enough in a run of them."""
    parts = wholes[[*pair]]
    added = np.where((parts >= 0).all(axis=0), parts.sum(axis=0), MISSING_PART)
    is_equal = wholes == added
    for whole in np.flatnonzero(np.count_nonzero(is_equal, axis=(1, 2)) >= ENOUGH_MONTHS):
        if bits[whole][is_equal[whole]].sum() >= enough:
            yield int(whole), is_equal[whole]


def _score(parts: Matrix, whole: Matrix, is_equal: Mask, bits: Matrix) -> Matrix:
    """The evidence of each cell. Where one part is zero the other may be the whole without it: that says nothing."""
    is_present = ~np.isnan(whole) & ~np.isnan(parts).any(axis=0)
    is_case = is_present & ((whole != 0) | (parts != 0).any(axis=0))
    return score_cells(is_equal, is_case, np.where((parts > 0).all(axis=0), bits, 0))
