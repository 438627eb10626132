"""The evidence for each adopter of a practice in one monthly run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from transforms.gain import interval
from transforms.gain.counterfactual import CounterfactualFit, fit_counterfactual
from transforms.gain.interval import Interval
from transforms.gain.panel import MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.status_ladder import Evidence
from transforms.gain.windows import ComparisonWindows, Span, find_windows, same_months_before, window_means

MOST_RECENT_MISSING = 0.5
"""Share of the last months before adoption that may be missing: one of three, since they only adjust. If none might be,
one unpublished month would leave everyone who adopts in the next quarter without a verdict for good."""


@dataclass(frozen=True)
class AdoptionCohort:
    """The organisations that adopted in one month, with their windows and fits at one run.

    `first` is fitted on the gain window alone, `both` on the gain and the current window; None where a window is
    missing or cannot be fitted.
    """

    adopted: int
    adopters: Places
    windows: ComparisonWindows
    comparators: int
    first: CounterfactualFit | None
    both: CounterfactualFit | None


@dataclass(frozen=True)
class AdopterFinding:
    """The evidence for one adopter at one run."""

    adopter: int
    evidence: Evidence
    probability: float | None
    minimum_detectable: float | None
    comparators: int
    alike: int | None
    windows: ComparisonWindows


def list_cohorts(panel: MeasurePanel, run: int, parameters: Parameters) -> list[AdoptionCohort]:
    """List the cohorts that had adopted by the run, one per month of adoption, with their fits."""
    months = sorted({int(month) for month in panel.adopted if month <= run})
    return [_make_cohort(panel, month, run, parameters) for month in months]


def fit_over(
    panel: MeasurePanel, adopted: int, spans: list[Span], run: int, at: ComparisonWindows, parameters: Parameters
) -> CounterfactualFit | None:
    """Fit a cohort over windows after adoption, each compared with the whole baseline.

    A window shorter than a year is compared with the same calendar months of the baseline.
    """
    if at.baseline is None or at.recent is None:
        return None
    missing = parameters.most_missing
    baseline = window_means(panel, at.baseline, missing, is_stretched=True)
    whole = parameters.window_months
    before = [
        baseline if span[1] - span[0] >= whole else same_months_before(panel, adopted, span, at.baseline, missing)
        for span in spans
    ]
    return fit_counterfactual(
        baseline,
        window_means(panel, at.recent, MOST_RECENT_MISSING, is_stretched=True),
        np.column_stack([window_means(panel, span, missing, is_stretched=span == at.current) for span in spans]),
        np.column_stack(before),
        np.flatnonzero(panel.adopted == adopted),
        panel.comparators(run),
    )


def _make_cohort(panel: MeasurePanel, adopted: int, run: int, parameters: Parameters) -> AdoptionCohort:
    at = find_windows(panel, adopted, run, parameters)
    first = fit_over(panel, adopted, [at.gain], run, at, parameters) if at.gain else None
    both = None
    if at.gain and at.current and not at.is_provisional:
        both = fit_over(panel, adopted, [at.gain, at.current], run, at, parameters)
    fewest = [len(fit.comparators) for fit in (first, both) if fit is not None]
    adopters = np.flatnonzero(panel.adopted == adopted)
    return AdoptionCohort(adopted, adopters, at, min(fewest, default=int(panel.comparators(run).sum())), first, both)


def list_findings(
    panel: MeasurePanel, cohort: AdoptionCohort, run: int, worthwhile: float, parameters: Parameters
) -> list[AdopterFinding]:
    """List the evidence for each adopter of the cohort."""
    return [_find_evidence(panel, cohort, int(adopter), run, worthwhile, parameters) for adopter in cohort.adopters]


def _find_evidence(
    panel: MeasurePanel, cohort: AdoptionCohort, adopter: int, run: int, worthwhile: float, parameters: Parameters
) -> AdopterFinding:
    obstacle = _find_obstacle(panel, cohort, adopter, parameters)
    gain = current = share = probability = detectable = alike = None
    best = cohort.both if _rank_among_comparators(cohort.both, adopter) is not None else cohort.first
    place = _rank_among_comparators(best, adopter)
    if not obstacle and best is not None and place is not None:
        covariance = best.covariance * (1 + best.leverage[place])
        alike = int(best.alike[place])
        reach = interval.t_quantile(parameters.level, best.freedom)
        gain = _gain_interval(best, place, float(covariance[0, 0]), reach, parameters.level)
        probability = interval.rank_probability(gain.estimate, best.left_out_residuals[:, 0])
        detectable = interval.minimum_detectable(float(covariance[0, 0]), reach)
        if best is cohort.both:
            current = interval.interval_around(float(best.effects[place, 1]), float(covariance[1, 1]), reach)
            share = interval.share_retained(best.effects[place], covariance, reach) if gain.lower > 0 else None
    evidence = Evidence(
        months_since=run + 1 - cohort.adopted,
        washout=panel.washout,
        gain=gain,
        current=current,
        share=share,
        is_provisional=cohort.windows.is_provisional,
        obstacle=obstacle,
        worthwhile=worthwhile,
        is_supported=cohort.windows.is_supported,
    )
    return AdopterFinding(adopter, evidence, probability, detectable, cohort.comparators, alike, cohort.windows)


def _gain_interval(fit: CounterfactualFit, place: int, variance: float, reach: float, level: float) -> Interval:
    """The gain; its lower limit is the smaller of the t limit and the rank limit, which assumes no distribution."""
    by_t = interval.interval_around(float(fit.effects[place, 0]), variance, reach)
    ranked = interval.by_rank(by_t.estimate, fit.left_out_residuals[:, 0], level)
    return Interval(by_t.estimate, min(by_t.lower, ranked), by_t.upper)


def _rank_among_comparators(fit: CounterfactualFit | None, adopter: int) -> int | None:
    if fit is None:
        return None
    places = np.flatnonzero(fit.adopters == adopter)
    return int(places[0]) if len(places) else None


def _find_obstacle(panel: MeasurePanel, cohort: AdoptionCohort, adopter: int, parameters: Parameters) -> str:
    """Say why the adopter cannot be assessed, now or ever; empty when it can."""
    at = cohort.windows
    if at.baseline is None or at.recent is None:
        return f"fewer than {parameters.window_months} months before adoption count: published, and outside a shock"
    missing = parameters.most_missing
    if math.isnan(window_means(panel, at.baseline, missing, is_stretched=True)[adopter]):
        return "more than a quarter of the months before adoption are missing"
    if math.isnan(window_means(panel, at.recent, MOST_RECENT_MISSING, is_stretched=True)[adopter]):
        return "most of the last months before adoption are missing"
    if at.gain and math.isnan(window_means(panel, at.gain, missing)[adopter]):
        return "more than a quarter of the year after adoption is missing or falls into a shock"
    if at.current and math.isnan(window_means(panel, at.current, missing, is_stretched=True)[adopter]):
        return "more than a quarter of the latest year is missing"
    if cohort.comparators < parameters.fewest_comparators:
        return too_few(cohort.comparators, parameters)
    return ""


def too_few(comparators: int, parameters: Parameters) -> str:
    return (
        f"only {comparators} organisations of its kind have adopted neither it nor another practice for the measure; "
        f"{parameters.fewest_comparators} are needed"
    )
