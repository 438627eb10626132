"""Which drawn adopters would be said to have a gain, one by one: as `fit_limits.py`, in many draws at once."""

from __future__ import annotations

import numpy as np

from transforms.gain import interval
from transforms.gain.counterfactual import REGRESSION_TERMS
from transforms.gain.drawn_fits import DrawnFits
from transforms.gain.panel import Flags, Floats
from transforms.gain.parameters import Parameters


def find_single_claims(readings: list[DrawnFits], parameters: Parameters) -> Flags:
    """Which adopters (draws x organisations) would be said to have a gain by every reading."""
    first = np.min([_lower_limits(fits, 0, parameters.level) for fits in readings], axis=0)
    late = np.all([_late_gains(fits, parameters) for fits in readings], axis=0)
    claims: Flags = readings[0].is_adopter & ((first > 0) | late)
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
