"""The scale of gains: a share as it is, everything else as its logarithm, with up as better."""

from __future__ import annotations

import numpy as np

from transforms.gain.panel import Floats, Places

HALF_A_CASE = 0.5
"""Added to counts before taking logarithms, so that a month without cases has one."""


def on_scale(
    raw: Floats, *, is_share: bool, is_count: bool, is_decrease: bool, half_case: Floats | None = None
) -> Floats:
    """Convert published values to scores: shares unchanged, others as logarithms, with up as better.

    `half_case` is half a case as a rate in each month; it is added before the logarithm, as half a case is to a count.
    """
    if is_share:
        scores = raw.astype(np.float64)
    else:
        shifted = raw + HALF_A_CASE if is_count else raw if half_case is None else raw + half_case
        scores = np.log(_without_zeros(shifted))
    return -scores if is_decrease else scores


def _without_zeros(values: Floats) -> Floats:
    """Zero days or weeks are as good as can be, and have no logarithm: half the smallest value takes their place."""
    smallest = np.min(values, where=values > 0, initial=np.inf)
    least = smallest / 2 if np.isfinite(smallest) else np.nan
    return np.where(values > 0, values, np.where(values == 0, least, np.nan))


def score_of_cases(cases: Floats, months: Places, *, is_decrease: bool) -> Floats:
    """The score of so many cases in so many months: the logarithm of their monthly number.

    The mean of monthly logarithms is not that of the number: of one case a month, halved, it shows a fall by 32%.
    """
    scores: Floats = np.log((cases + HALF_A_CASE) / np.maximum(months, 1))
    return -scores if is_decrease else scores
