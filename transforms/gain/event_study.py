"""The pooled gain of all adopters by year and by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from transforms.gain.cohort_fits import Readings, read_months_before
from transforms.gain.lead_in import is_moved_together
from transforms.gain.panel import Floats, MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.plain_months import pool_months
from transforms.gain.practice_evidence import pool_readings
from transforms.gain.trend_before import list_adoption_months, trend_before
from transforms.gain.windows import find_windows, window_means, year_after

MOST_YEARS = 5  # chosen: later years have few adopters to compare
MONTHS_AFTER = 36  # three years, chosen for the chart


def retention_rows(panel: MeasurePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    """The pooled effect in each whole year after the washout, also as a share of the first year's.

    The share uses only the adopters with both years, so that a change of membership does not move it.
    """
    is_read_again = is_moved_together(panel, panel.months - 1, parameters)
    for year in range(MOST_YEARS):
        pooled = pool_readings(panel, _fits_of_year(panel, year, parameters, is_read_again=is_read_again))
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


def _fits_of_year(panel: MeasurePanel, year: int, parameters: Parameters, *, is_read_again: bool) -> list[Readings]:
    fits, run = [], panel.months - 1
    for adopted in list_adoption_months(panel, run):
        spans = [year_after(panel, adopted, run, at, parameters) for at in sorted({0, year})]
        whole = [span for span in spans if span is not None]
        at = find_windows(panel, adopted, run, parameters)
        if len(whole) == len(spans):
            fits.append(read_months_before(panel, adopted, whole, at, parameters, is_read_again=is_read_again))
    return fits


def event_study(panel: MeasurePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    """The effect by month since adoption: adopters less comparators, less the same difference over the baseline.

    Each cohort is compared with the organisations that had not adopted by that month, or by the cohort's own (Callaway
    and Sant'Anna, J Econom 2021;225:200); cohorts are weighted by their number of adopters.
    """
    panel = replace(panel, is_count=False) if panel.is_count else panel  # month by month there is nothing to add up
    months = list_adoption_months(panel, panel.months - 1)
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
