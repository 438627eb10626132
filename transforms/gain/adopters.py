"""The evidence for each adopter of a practice in one monthly run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from transforms.gain import interval
from transforms.gain.cohorts import MOST_RECENT_MISSING, AdoptionCohort
from transforms.gain.counterfactual import CounterfactualFit
from transforms.gain.interval import Interval, hull
from transforms.gain.panel import Floats, MeasurePanel, OtherAdoption
from transforms.gain.parameters import Parameters
from transforms.gain.status_ladder import Evidence
from transforms.gain.windows import ComparisonWindows, window_means


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
    gains: tuple[float, ...]
    """The gain with the months just before adoption and, where they can be left out, without them."""
    bundle: OtherAdoption | None
    """Another practice for the measure, adopted from the baseline on."""


def list_findings(
    panel: MeasurePanel, cohort: AdoptionCohort, run: int, worthwhile: float, parameters: Parameters
) -> list[AdopterFinding]:
    """List the evidence for each adopter of the cohort."""
    return [_find_evidence(panel, cohort, int(adopter), run, worthwhile, parameters) for adopter in cohort.adopters]


def _find_evidence(
    panel: MeasurePanel, cohort: AdoptionCohort, adopter: int, run: int, worthwhile: float, parameters: Parameters
) -> AdopterFinding:
    bundle = cohort.bundles.get(adopter)
    obstacle = _find_obstacle(panel, cohort, adopter, bundle, parameters)
    readings = [] if obstacle else [_read(fit, adopter, parameters) for fit in cohort.readings(adopter)]
    gain = hull([reading.gain for reading in readings]) if readings else None
    evidence = Evidence(
        months_since=run + 1 - cohort.adopted,
        washout=panel.washout,
        gain=gain,
        current=_hull_of([reading.current for reading in readings]),
        share=_hull_of([reading.share for reading in readings]),
        is_provisional=cohort.windows.is_provisional,
        obstacle=obstacle,
        worthwhile=worthwhile,
        is_supported=cohort.windows.is_supported,
        why_no_current=cohort.why_no_current if bundle is None else "another_practice_since",
        is_late_gain=bool(readings) and all(reading.is_late_gain for reading in readings),
        own_fall=own_fall(panel, adopter, cohort.windows, parameters) if readings else 0.0,
        is_disputed=len({reading.gain.lower > 0 for reading in readings}) > 1,
    )
    return AdopterFinding(
        adopter,
        evidence,
        max((reading.probability for reading in readings), default=None),
        max((reading.minimum_detectable for reading in readings), default=None),
        cohort.comparators,
        min((reading.alike for reading in readings), default=None),
        cohort.windows,
        tuple(reading.gain.estimate for reading in readings),
        bundle,
    )


@dataclass(frozen=True)
class _Reading:
    """One adopter's effects in one fit."""

    gain: Interval
    current: Interval | None
    share: Interval | None
    is_late_gain: bool
    probability: float
    minimum_detectable: float
    alike: int


def _read(fit: CounterfactualFit, adopter: int, parameters: Parameters) -> _Reading:
    place = int(np.flatnonzero(fit.adopters == adopter)[0])
    covariance = fit.covariance * (1 + fit.leverage[place])
    reach = interval.t_quantile(parameters.level, fit.freedom)
    gain = _limits(fit, place, 0, covariance, parameters.level)
    has_both = fit.effects.shape[1] > 1
    is_comparable = fit.alike[place] >= parameters.least_alike_late * len(fit.comparators)
    return _Reading(
        gain,
        interval.interval_around(float(fit.effects[place, 1]), float(covariance[1, 1]), reach) if has_both else None,
        interval.share_retained(fit.effects[place], covariance, reach) if has_both and gain.lower > 0 else None,
        has_both and bool(is_comparable) and _limits(fit, place, 1, covariance, parameters.late_level).lower > 0,
        interval.rank_probability(gain.estimate, fit.left_out_residuals[:, 0]),
        interval.minimum_detectable(float(covariance[0, 0]), reach),
        int(fit.alike[place]),
    )


def _hull_of(intervals: list[Interval | None]) -> Interval | None:
    """The hull, or None where any reading lacks it."""
    known = [interval for interval in intervals if interval is not None]
    return hull(known) if known and len(known) == len(intervals) else None


def _limits(fit: CounterfactualFit, place: int, window: int, covariance: Floats, level: float) -> Interval:
    """The effect; its lower limit is the smaller of the t limit and the rank limit, which assumes no distribution."""
    reach = interval.t_quantile(level, fit.freedom)
    by_t = interval.interval_around(float(fit.effects[place, window]), float(covariance[window, window]), reach)
    ranked = interval.by_rank(by_t.estimate, fit.left_out_residuals[:, window], level)
    return Interval(by_t.estimate, min(by_t.lower, ranked), by_t.upper)


def own_fall(panel: MeasurePanel, adopter: int, at: ComparisonWindows, parameters: Parameters) -> float:
    """How far the adopter's own level fell from the gain window to the current one; 0 while there is no current one."""
    if at.gain is None or at.current is None:
        return 0.0
    first = window_means(panel, at.gain, parameters.most_missing)[adopter]
    latest = window_means(panel, at.current, parameters.most_missing, is_stretched=True)[adopter]
    return float(first - latest)


def _find_obstacle(
    panel: MeasurePanel, cohort: AdoptionCohort, adopter: int, bundle: OtherAdoption | None, parameters: Parameters
) -> str:
    """Say why the adopter cannot be assessed, now or ever; empty when it can."""
    at = cohort.windows
    if bundle is not None and (at.gain is None or at.is_provisional or bundle.column < at.gain[1]):
        when = f"{panel.date(bundle.column):%B %Y}"
        return f"it also adopted {bundle.practice} in {when}: the effects of two practices for one measure mix"
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
