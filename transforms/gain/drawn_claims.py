"""Which drawn adopters would be said to have a gain, one by one: as `fit_limits.py`, in many draws at once."""

from __future__ import annotations

import numpy as np

from transforms.gain import interval
from transforms.gain.counterfactual import REGRESSION_TERMS
from transforms.gain.drawn_fits import DrawnFits
from transforms.gain.drawn_lead_in import find_moved_adopters
from transforms.gain.drawn_months import DrawnMonth
from transforms.gain.panel import Flags, Floats
from transforms.gain.parameters import Parameters


def find_single_claims(month: DrawnMonth, parameters: Parameters) -> Flags:
    """Which adopters (draws x organisations) would be said to have a gain by every reading.

    The third reading counts for those alone that had moved before adoption.
    """
    readings = [month.with_quarter, month.without_quarter]
    limits = [_lower_limits(fits, 0, parameters.level) for fits in readings]
    late = [_late_gains(fits, parameters) for fits in readings]
    if month.lead_in is not None and month.is_read_again.any():
        far, asked = month.without_nine_months, month.is_asked
        is_due = find_moved_adopters(month.lead_in, parameters)[asked] & far.is_adopter & month.is_read_again[:, None]
        third, third_late = np.full(limits[0].shape, np.inf), np.ones(limits[0].shape, dtype=bool)
        third[asked] = np.where(is_due, _lower_limits(far, 0, parameters.level), np.inf)
        third_late[asked] = ~is_due | _late_gains(far, parameters)
        limits, late = [*limits, third], [*late, third_late]
    claims: Flags = readings[0].is_adopter & ((np.min(limits, axis=0) > 0) | np.all(late, axis=0))
    return claims


def _lower_limits(fits: DrawnFits, window: int, level: float) -> Floats:
    counts = fits.comparators
    errors = np.sqrt(fits.covariance[:, window, window][:, None] * (1 + fits.leverage))
    reach = np.array([interval.t_quantile(level, float(count - REGRESSION_TERMS)) for count in counts])
    # of comparators predicted from the others, unscaled
    left_out_residuals = fits.residuals[window] * fits.own_scale
    ordered = np.sort(np.where(fits.is_comparator, left_out_residuals, -np.inf), axis=1)
    places = (level * (counts + 1)).astype(np.int64)
    highest = np.where(places > 0, ordered[np.arange(len(counts)), -np.maximum(places, 1)], np.inf)
    lower: Floats = fits.effects[window] - np.maximum(reach[:, None] * errors, highest[:, None])
    return lower


def _late_gains(fits: DrawnFits, parameters: Parameters) -> Flags:
    is_comparable = fits.alike >= parameters.least_alike_late * fits.comparators[:, None]
    late: Flags = is_comparable & (_lower_limits(fits, 1, parameters.late_level) > 0)
    return late
