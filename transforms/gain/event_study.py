"""The pooled gain of all adopters by year and by month, and their trend before adoption."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.special import stdtr

from transforms.gain.cohorts import read_twice
from transforms.gain.counterfactual import CounterfactualFit, plain_fit
from transforms.gain.panel import Floats, MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.plain_months import pool_months
from transforms.gain.pooled import PooledEffect, pool_fits
from transforms.gain.practice_evidence import pool_readings
from transforms.gain.windows import find_windows, window_means, year_after

MOST_YEARS = 5  # chosen: later years have few adopters to compare
MONTHS_AFTER = 36  # three years, chosen for the chart


def retention_rows(panel: MeasurePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    """The pooled effect in each whole year after the washout, also as a share of the first year's.

    The share uses only the adopters with both years, so that a change of membership does not move it.
    """
    run = panel.months - 1
    for year in range(MOST_YEARS):
        pooled = pool_readings(panel, _fits_of_year(panel, year, run, parameters))
        if pooled is None or pooled.comparators < parameters.fewest_comparators:
            return
        effect, share = pooled.around(-1, parameters), pooled.share(parameters) if year else None
        yield {
            "year": year,
            "adopters": pooled.adopters,
            "effect": effect.estimate,
            "effect_lower": effect.lower,
            "effect_upper": effect.upper,
            "share_retained": share.estimate if share else None,
            "share_lower": share.lower if share else None,
            "share_upper": share.upper if share else None,
        }


def _fits_of_year(
    panel: MeasurePanel, year: int, run: int, parameters: Parameters
) -> list[tuple[CounterfactualFit | None, CounterfactualFit | None]]:
    fits = []
    for adopted in _cohort_months(panel, run):
        spans = [year_after(panel, adopted, run, at, parameters) for at in sorted({0, year})]
        whole = [span for span in spans if span is not None]
        at = find_windows(panel, adopted, run, parameters)
        if len(whole) == len(spans):
            fits.append(read_twice(panel, adopted, whole, at, parameters))
    return fits


def event_study(panel: MeasurePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    """The effect by month since adoption: adopters less comparators, less the same difference over the baseline.

    Each cohort is compared with the organisations that had not adopted by that month, or by the cohort's own (Callaway
    and Sant'Anna, J Econom 2021;225:200); cohorts are weighted by their number of adopters.
    """
    panel = replace(panel, is_count=False) if panel.is_count else panel  # month by month there is nothing to add up
    months = _cohort_months(panel, panel.months - 1)
    known = {adopted: _baseline(panel, adopted, parameters) for adopted in months}
    baselines = {adopted: baseline for adopted, baseline in known.items() if baseline is not None}
    for since, pooled in pool_months(panel, baselines, range(-parameters.window_months, MONTHS_AFTER + 1), parameters):
        effect = pooled.around(0, parameters)
        yield {
            "months_since_adoption": since,
            "effect": effect.estimate,
            "lower": effect.lower,
            "upper": effect.upper,
            "adopters": pooled.adopters,
        }


def _baseline(panel: MeasurePanel, adopted: int, parameters: Parameters) -> Floats | None:
    at = find_windows(panel, adopted, panel.months - 1, parameters)
    return None if at.baseline is None else window_means(panel, at.baseline, parameters.most_missing)


def pre_trend(panel: MeasurePanel, parameters: Parameters) -> dict[str, Any] | None:
    """Whether adopters were already diverging before they adopted: their slope over the baseline, per year.

    None where it cannot be estimated. The p value is two-sided, and missing where there is no noise.
    """
    return trend_before(panel, panel.months - 1, parameters)


def trend_before(panel: MeasurePanel, run: int, parameters: Parameters) -> dict[str, Any] | None:
    """The trend before adoption of those that had adopted by the run, as in `pre_trend`."""
    months = _cohort_months(panel, run)
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
        "p_value": _two_sided(pooled),
    }


def _slope_fit(panel: MeasurePanel, adopted: int, parameters: Parameters) -> CounterfactualFit | None:
    key = "slope", adopted
    if key not in panel.known_fits:
        slopes = _baseline_slopes(panel, adopted, parameters)
        panel.known_fits[key] = _fit_change_alone(panel, adopted, slopes, adopted, parameters)
    fit: CounterfactualFit | None = panel.known_fits[key]
    return fit


def _two_sided(pooled: PooledEffect) -> float | None:
    error = math.sqrt(float(pooled.covariance[0, 0]))
    if not error:
        return None
    return float(2 * stdtr(pooled.freedom, -abs(float(pooled.effects[0])) / error))


def _baseline_slopes(panel: MeasurePanel, adopted: int, parameters: Parameters) -> Floats:
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


def _cohort_months(panel: MeasurePanel, run: int) -> list[int]:
    return [month for month in panel.cohorts if 0 <= month <= run]
