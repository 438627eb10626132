"""The evidence for each adopter of a practice in one monthly run."""

from __future__ import annotations

import math
from dataclasses import dataclass

from transforms.gain.cohort_fits import MOST_RECENT_MISSING
from transforms.gain.cohorts import AdoptionCohort
from transforms.gain.fit_limits import FitLimits, find_fit_limits
from transforms.gain.interval import Interval, hull
from transforms.gain.panel import MeasurePanel, OtherAdoption
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
    """The gain in each reading of the months before adoption."""
    bundle: OtherAdoption | None
    """Another practice for the measure, adopted from the baseline on."""


def list_findings(
    panel: MeasurePanel, cohort: AdoptionCohort, run: int, worthwhile: float, parameters: Parameters
) -> list[AdopterFinding]:
    """List the evidence for each adopter of the cohort."""
    readings = _read_fits(cohort, parameters)
    return [
        _find_evidence(panel, cohort, int(adopter), readings.get(int(adopter), []), run, worthwhile, parameters)
        for adopter in cohort.adopters
    ]


AdopterReading = tuple[FitLimits, int]
"""The limits of a fit, and the adopter's place in them."""


def _read_fits(cohort: AdoptionCohort, parameters: Parameters) -> dict[int, list[AdopterReading]]:
    """The fits that each adopter's verdict rests on: over both windows if it has them, in each reading."""
    readings: dict[int, list[AdopterReading]] = {}
    for adopter in cohort.adopters.tolist():
        fits = [find_fit_limits(fit, parameters) for _, fit in cohort.list_fits(adopter)]
        readings[adopter] = [(limits, limits.fit.places[adopter]) for limits in fits]
    return readings


def _find_evidence(
    panel: MeasurePanel,
    cohort: AdoptionCohort,
    adopter: int,
    readings: list[AdopterReading],
    run: int,
    worthwhile: float,
    parameters: Parameters,
) -> AdopterFinding:
    bundle = cohort.bundles.get(adopter)
    obstacle = _find_obstacle(panel, cohort, adopter, bundle, parameters)
    readings = [] if obstacle else readings
    gains = [limits.gain(place) for limits, place in readings]
    evidence = Evidence(
        months_since=run + 1 - cohort.adopted,
        washout=panel.washout,
        gain=hull(gains) if gains else None,
        current=_hull_of([limits.current(place) for limits, place in readings]),
        share=_hull_of([limits.share(place) for limits, place in readings]),
        is_provisional=cohort.windows.is_provisional,
        obstacle=obstacle,
        worthwhile=worthwhile,
        is_supported=cohort.windows.is_supported,
        why_no_current=cohort.why_no_current if bundle is None else "another_practice_since",
        is_late_gain=bool(readings) and all(limits.is_late_gain[place] for limits, place in readings),
        own_fall=own_fall(panel, adopter, cohort.windows, parameters) if readings else 0.0,
        is_disputed=len({gain.lower > 0 for gain in gains}) > 1,
        is_comparable=all(limits.is_comparable[place] for limits, place in readings),
        has_moved_before=bool(readings) and adopter in cohort.moved,
        share_floor=min((limits.share_floor(place) for limits, place in readings), default=-math.inf),
    )
    return AdopterFinding(
        adopter,
        evidence,
        max((float(limits.probability[place]) for limits, place in readings), default=None),
        max((float(limits.minimum_detectable[place]) for limits, place in readings), default=None),
        cohort.comparators,
        min((int(limits.fit.alike[place]) for limits, place in readings), default=None),
        cohort.windows,
        tuple(gain.estimate for gain in gains),
        bundle,
    )


def _hull_of(intervals: list[Interval | None]) -> Interval | None:
    """The hull, or None where any reading lacks it."""
    known = [interval for interval in intervals if interval is not None]
    return hull(known) if known and len(known) == len(intervals) else None


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
