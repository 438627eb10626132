"""Where a relation between numbers holds, if it does not hold everywhere: at which organisations, in a run of months.

Two sides of an equation that have nothing to do with each other agree by chance in about one of sqrt(2 pi v) cells,
where v is the sum of the counts on both sides: the variance of their difference. So each cell that agrees is evidence
for the relation, and each that does not is evidence against it. The greatest sum of evidence in any run of neighbours
is s bits by chance in fewer than one of 2^s places where a run could begin (Karlin and Altschul 1990).
"""

from __future__ import annotations

import numpy as np

from reports.data.disclosure.number_table import Mask, Matrix, Places

WRONG_SHARE = 0.1
"""Cells that are typed wrong where a relation holds. With one in ten, a cell that differs takes away 3.3 bits, as many
as two equal counts of 10 give, so that a run continues after a wrong cell."""
SPARE_BITS = 3
"""How much less likely than one in all comparisons an agreement by chance must be: then fewer than one home in eight
has any, and a wrong match only hides figures needlessly."""

LEAST_MONTHS = 3
"""Months that a run has at least: a total since April is its month in April, at every organisation."""

END_OF_RUN = 1e9
"""Bits against a relation that all figures together do not make up for."""


def count_bits(sizes: Matrix) -> Matrix:
    """How unlikely it is that two sides with counts that add up to these sizes agree by chance, in powers of two."""
    bits: Matrix = np.log2(np.maximum(2 * np.pi * sizes, 1)) / 2
    return bits


def score_cells(is_equal: Mask, is_case: Mask, bits: Matrix) -> Matrix:
    """The evidence of each cell for a relation; none where nothing happened, or where an agreement says nothing."""
    agreed = np.where(bits > 0, bits + np.log2(1 - WRONG_SHARE), 0)
    scores: Matrix = np.where(is_equal, agreed, np.where(is_case, np.log2(WRONG_SHARE), 0))
    return scores


def sum_best_runs(scores: Matrix, least: int = LEAST_MONTHS) -> Matrix:
    """The greatest sum of so many neighbours or more along the last axis; nothing where there are fewer."""
    if scores.shape[-1] < least:
        return np.full(scores.shape[:-1], -np.inf)
    sums = np.concatenate([np.zeros_like(scores[..., :1]), np.cumsum(scores, axis=-1)], axis=-1)
    best: Matrix = (sums[..., least:] - np.minimum.accumulate(sums, axis=-1)[..., :-least]).max(axis=-1)
    return best


def find_best_run(scores: Matrix) -> slice:
    """The neighbours with the greatest sum."""
    sums = np.concatenate([[0.0], np.cumsum(scores)])
    end = int(np.argmax(sums - np.minimum.accumulate(sums)))
    return slice(int(np.argmin(sums[: end + 1])), end)


def may_hold(scores: Matrix, enough: float) -> Mask:
    """Whether there may be evidence enough, for many relations at once: in a run of any length."""
    own = _add_several(sum_best_runs(scores, 1), scores.shape[-1])
    result: Mask = np.maximum(own, sum_best_runs(scores.sum(axis=-2), 1)) >= enough
    return result


def list_organisations(scores: Matrix, is_equal: Mask, enough: float) -> Places:
    """The organisations (rows; months are columns) at which a relation holds; none if that may be chance.

    It may hold at one organisation or several in some months, or at most in few months. Once it is known to hold
    anywhere, less evidence is needed at the others.
    """
    own = sum_best_runs(scores)
    together = float(sum_best_runs(_add_organisations(scores)))
    if max(float(_add_several(own, scores.shape[1])), together) < enough:
        return np.empty(0, dtype=np.intp)
    is_here = own >= np.log2(scores.shape[1]) + SPARE_BITS
    return np.flatnonzero(is_here | is_equal.any(axis=1) if together >= enough else is_here)


def _add_several(own: Matrix, months: int) -> Matrix:
    """The evidence of the best organisation, or of several, each less what its best run of months has by chance.

    One bit more is for each organisation being among them or not.
    """
    several = np.maximum(own - np.log2(months) - 1, 0).sum(axis=-1)
    result: Matrix = np.maximum(own.max(axis=-1, initial=0), several)
    return result


def _add_organisations(scores: Matrix) -> Matrix:
    """The evidence of each month that has any. A month in which most organisations disagree ends a run.

    With many organisations the evidence of one month would outweigh that of any other: a total that began in January is
    its month in January and in April, but not in between.
    """
    monthly = scores.sum(axis=0)[(scores != 0).any(axis=0)]
    result: Matrix = np.where(monthly < 0, -END_OF_RUN, monthly)
    return result


def is_changed(numbers: Matrix) -> Mask:
    """Which numbers differ from those of the month before. One that never changes agrees with another only once."""
    before = np.concatenate([np.full_like(numbers[..., :1], np.nan), numbers[..., :-1]], axis=-1)
    changed: Mask = ~(np.abs(numbers - before) < 1e-6)
    return changed
