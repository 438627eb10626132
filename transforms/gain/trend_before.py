"""The trend of adopters before adoption, against those that adopted later or not at all."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import stdtr

from transforms.gain.counterfactual import CounterfactualFit, plain_fit
from transforms.gain.panel import Floats, MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import PooledEffect, pool_fits
from transforms.gain.windows import find_windows

TREND_LEVEL = 0.05
"""Two-sided level at which adopters were already moving apart: the usual one."""


def trend_before(panel: MeasurePanel, run: int, parameters: Parameters) -> dict[str, Any] | None:
    """The trend before adoption of those that had adopted by the run, as in `pre_trend`."""
    months = list_adoption_months(panel, run)
    key = "trend", len(months)
    if key not in panel.known_fits:
        panel.known_fits[key] = _pool_slopes(panel, months, parameters)
    trend: dict[str, Any] | None = panel.known_fits[key]
    return trend


def _pool_slopes(panel: MeasurePanel, months: list[int], parameters: Parameters) -> dict[str, Any] | None:
    fits = [fit for adopted in months for fit in [_slope_fit(panel, adopted, parameters)] if fit is not None]
    pooled = pool_fits(panel, fits)
    if pooled is None:
        return None
    slope = pooled.around(0, parameters)
    return {
        "adopters": pooled.adopters,
        "slope_per_year": slope.estimate,
        "lower": slope.lower,
        "upper": slope.upper,
        "p_value": find_p_value(pooled),
    }


def _slope_fit(panel: MeasurePanel, adopted: int, parameters: Parameters) -> CounterfactualFit | None:
    key = "slope", adopted
    if key not in panel.known_fits:
        slopes = find_slopes(panel, adopted, parameters)
        panel.known_fits[key] = _fit_change_alone(panel, adopted, slopes, adopted, parameters)
    fit: CounterfactualFit | None = panel.known_fits[key]
    return fit


def find_p_value(pooled: PooledEffect) -> float | None:
    error = math.sqrt(float(pooled.covariance[0, 0]))
    if not error:
        return None
    return float(2 * stdtr(pooled.freedom, -abs(float(pooled.effects[0])) / error))


def find_slopes(panel: MeasurePanel, adopted: int, parameters: Parameters) -> Floats:
    """The least-squares slope of each organisation over the baseline months, per twelve months; NaN with a gap."""
    at = find_windows(panel, adopted, panel.months - 1, parameters)
    if at.baseline is None:
        return np.full(len(panel.organisations), np.nan)
    columns = np.array([column for column in range(*at.baseline) if not panel.left_out[column]], dtype=np.float64)
    centred = columns - columns.mean()
    slopes: Floats = panel.scores[:, columns.astype(int)] @ centred / float(centred @ centred) * 12
    return slopes


def _fit_change_alone(
    panel: MeasurePanel, adopted: int, change: Floats, last: int, parameters: Parameters
) -> CounterfactualFit | None:
    """The change of one month's adopters against that of organisations untouched up to column `last`.

    None where those are too few: then the last to adopt do not take the others' result away.
    """
    fit = plain_fit(change[:, None], panel.cohorts[adopted], panel.comparators(last))
    return None if fit is None or len(fit.comparators) < parameters.fewest_comparators else fit


def is_moving(trend: dict[str, Any] | None) -> bool:
    """Whether adopters were moving apart from the others before they adopted, by more than chance."""
    return trend is not None and trend["p_value"] is not None and trend["p_value"] < TREND_LEVEL


def list_adoption_months(panel: MeasurePanel, run: int) -> list[int]:
    """The months of adoption, up to the run."""
    return [month for month in panel.cohorts if 0 <= month <= run]
