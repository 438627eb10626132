"""The evidence on every adopter of a practice in one monthly run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from transforms.gain import interval
from transforms.gain.expected import Fit, fit
from transforms.gain.interval import Interval
from transforms.gain.ladder import Evidence
from transforms.gain.panel import Panel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.windows import Span, Windows, means, same_months_before, windows

MOST_RECENT_MISSING = 0.5
"""Of the last months before adoption, which only adjust: of three one may be missing. Were none allowed, a month that
nobody published would leave all who adopt in the next quarter without a verdict for ever."""


@dataclass(frozen=True)
class Cohort:
    """The adopters of one month, read at one run: windows and fits.

    `first` is fitted on the gain window alone, `both` on the gain and the current window; None where a window is not
    there or cannot be fitted.
    """

    adopted: int
    adopters: Places
    windows: Windows
    comparators: int
    first: Fit | None
    both: Fit | None


@dataclass(frozen=True)
class Finding:
    """One adopter in one run."""

    adopter: int
    evidence: Evidence
    probability: float | None
    minimum_detectable: float | None
    comparators: int
    alike: int | None
    windows: Windows


def cohorts(panel: Panel, run: int, parameters: Parameters) -> list[Cohort]:
    """Every month in which somebody had adopted by the run, with its fits."""
    months = sorted({int(month) for month in panel.adopted if month <= run})
    return [_cohort(panel, month, run, parameters) for month in months]


def fit_over(
    panel: Panel, adopted: int, spans: list[Span], run: int, at: Windows, parameters: Parameters
) -> Fit | None:
    """The fit of a cohort over some windows after adoption, each compared with the whole baseline.

    A window that is not a whole year is compared with the same calendar months of the baseline.
    """
    if at.baseline is None or at.recent is None:
        return None
    missing = parameters.most_missing
    baseline = means(panel, at.baseline, missing, is_stretched=True)
    whole = parameters.window_months
    before = [
        baseline if span[1] - span[0] >= whole else same_months_before(panel, adopted, span, at.baseline, missing)
        for span in spans
    ]
    return fit(
        baseline,
        means(panel, at.recent, MOST_RECENT_MISSING, is_stretched=True),
        np.column_stack([means(panel, span, missing, is_stretched=span == at.current) for span in spans]),
        np.column_stack(before),
        np.flatnonzero(panel.adopted == adopted),
        panel.comparators(run),
    )


def _cohort(panel: Panel, adopted: int, run: int, parameters: Parameters) -> Cohort:
    at = windows(panel, adopted, run, parameters)
    first = fit_over(panel, adopted, [at.gain], run, at, parameters) if at.gain else None
    both = None
    if at.gain and at.current and not at.is_provisional:
        both = fit_over(panel, adopted, [at.gain, at.current], run, at, parameters)
    fewest = [len(found.comparators) for found in (first, both) if found is not None]
    adopters = np.flatnonzero(panel.adopted == adopted)
    return Cohort(adopted, adopters, at, min(fewest, default=int(panel.comparators(run).sum())), first, both)


def findings(panel: Panel, cohort: Cohort, run: int, worthwhile: float, parameters: Parameters) -> list[Finding]:
    """The evidence on each adopter of the cohort."""
    return [_finding(panel, cohort, int(adopter), run, worthwhile, parameters) for adopter in cohort.adopters]


def _finding(
    panel: Panel, cohort: Cohort, adopter: int, run: int, worthwhile: float, parameters: Parameters
) -> Finding:
    obstacle = _obstacle(panel, cohort, adopter, parameters)
    gain = current = share = probability = detectable = alike = None
    best = cohort.both if _place(cohort.both, adopter) is not None else cohort.first
    place = _place(best, adopter)
    if not obstacle and best is not None and place is not None:
        covariance = best.covariance * (1 + best.leverage[place])
        alike = int(best.alike[place])
        reach = interval.quantile(parameters.level, best.freedom)
        gain = _gain(best, place, float(covariance[0, 0]), reach, parameters.level)
        probability = interval.rank_probability(gain.estimate, best.left_out_residuals[:, 0])
        detectable = interval.minimum_detectable(float(covariance[0, 0]), reach)
        if best is cohort.both:
            current = interval.around(float(best.effects[place, 1]), float(covariance[1, 1]), reach)
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
    return Finding(adopter, evidence, probability, detectable, cohort.comparators, alike, cohort.windows)


def _gain(found: Fit, place: int, variance: float, reach: float, level: float) -> Interval:
    """The gain: its lower limit is the lower of the t limit and the one by rank, which no shape of noise misleads."""
    by_t = interval.around(float(found.effects[place, 0]), variance, reach)
    ranked = interval.by_rank(by_t.estimate, found.left_out_residuals[:, 0], level)
    return Interval(by_t.estimate, min(by_t.lower, ranked), by_t.upper)


def _place(found: Fit | None, adopter: int) -> int | None:
    if found is None:
        return None
    places = np.flatnonzero(found.adopters == adopter)
    return int(places[0]) if len(places) else None


def _obstacle(panel: Panel, cohort: Cohort, adopter: int, parameters: Parameters) -> str:
    """Why nothing can be said of the adopter, now or ever; empty where something can."""
    at = cohort.windows
    if at.baseline is None or at.recent is None:
        return f"fewer than {parameters.window_months} months before adoption count: published, and outside a shock"
    missing = parameters.most_missing
    if math.isnan(means(panel, at.baseline, missing, is_stretched=True)[adopter]):
        return "more than a quarter of the months before adoption are missing"
    if math.isnan(means(panel, at.recent, MOST_RECENT_MISSING, is_stretched=True)[adopter]):
        return "most of the last months before adoption are missing"
    if at.gain and math.isnan(means(panel, at.gain, missing)[adopter]):
        return "more than a quarter of the year after adoption is missing or falls into a shock"
    if at.current and math.isnan(means(panel, at.current, missing, is_stretched=True)[adopter]):
        return "more than a quarter of the latest year is missing"
    if cohort.comparators < parameters.fewest_comparators:
        return too_few(cohort.comparators, parameters)
    return ""


def too_few(comparators: int, parameters: Parameters) -> str:
    return (
        f"only {comparators} organisations of its kind have adopted neither it nor another practice for the measure; "
        f"{parameters.fewest_comparators} are needed"
    )
