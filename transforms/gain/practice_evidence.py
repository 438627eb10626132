"""The evidence for a practice: all of its adopters together, over one population throughout.

The gain, what is left of it and the share are of the same adopters. If the gain were that of all, and what is left
that of a few early adopters, four that lose it would make a practice lost although thirty-six hold it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from transforms.gain.adopters import own_fall
from transforms.gain.cohort_fits import Readings, read_months_before
from transforms.gain.cohorts import AdoptionCohort
from transforms.gain.counterfactual import CounterfactualFit
from transforms.gain.interval import Interval
from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import pool_fits
from transforms.gain.pooled_years import PooledYears
from transforms.gain.practice_obstacles import why_no_current, why_not_pooled
from transforms.gain.readings import PooledReadings
from transforms.gain.status_ladder import Evidence
from transforms.gain.trend_before import is_moving, trend_before

FIRST_YEARS = "first years"
PART_WHERE_FEW = 0.5
"""Where half of the adopters are fewer than `fewest_with_both_years`, half are enough, or small practices had none."""


@dataclass(frozen=True)
class PracticeEvidence:
    """The evidence, and the pool it rests on: adopters with a second year, or all with a first.

    `fits` are those of the pool, each with its cohort.
    """

    evidence: Evidence
    pooled: PooledReadings | None
    first_year: int
    second_year: int
    fits: tuple[tuple[AdoptionCohort, CounterfactualFit], ...]


def find_practice_evidence(
    panel: MeasurePanel, at: list[AdoptionCohort], worthwhile: float, parameters: Parameters
) -> PracticeEvidence:
    """The evidence for the practice: the same rungs as for one organisation, applied to the mean effects."""
    gain, both = pool_adopters(panel, at, parameters)
    is_on_both = rests_on_both(gain, both, parameters)
    fits = _fits_of(at, is_on_both, parameters)
    years = PooledYears(
        gain,
        both,
        is_on_both,
        bool(fits) and are_comparable([fit for _, fit in fits], parameters),
        float(np.mean(_own_falls(panel, fits, parameters))) if is_on_both else 0.0,
        is_moving(trend_before(panel, max((cohort.adopted for cohort in at), default=-1), parameters)),
    )
    evidence = replace(
        years.as_evidence(panel, worthwhile, parameters),
        obstacle="" if gain else why_not_pooled(at, parameters),
        is_supported=any(cohort.windows.is_supported for cohort in at if cohort.both[0] is not None),
        why_no_current="" if is_on_both else why_no_current(at, both),
        since=None if is_on_both else _share_since(panel, at, gain, parameters),
    )
    count = (0 if gain is None else gain.adopters, 0 if both is None else both.adopters)
    return PracticeEvidence(evidence, years.pooled, *count, fits)


def pool_adopters(
    panel: MeasurePanel, at: list[AdoptionCohort], parameters: Parameters
) -> tuple[PooledReadings | None, PooledReadings | None]:
    """Pool the adopters with a whole gain window, and those that also have a whole current window."""
    ready = [cohort for cohort in at if cohort.comparators >= parameters.fewest_comparators]
    gains = [cohort.together[1] for cohort in ready if not cohort.windows.is_provisional]
    both = [cohort.together[0] for cohort in ready]
    return _pool_first_years(panel, gains), pool_readings(panel, both)


def _pool_first_years(panel: MeasurePanel, fits: list[Readings]) -> PooledReadings | None:
    """As `pool_readings`; in most runs no first year is over that was not over in the run before."""
    known = panel.known_fits.get(FIRST_YEARS)
    if known is None or _identify(known[0]) != _identify(fits):
        known = panel.known_fits[FIRST_YEARS] = fits, pool_readings(panel, fits)
    pooled: PooledReadings | None = known[1]
    return pooled


def _identify(fits: list[Readings]) -> list[tuple[int, ...]]:
    return [tuple(map(id, readings)) for readings in fits]


def _share_since(
    panel: MeasurePanel, at: list[AdoptionCohort], gain: PooledReadings | None, parameters: Parameters
) -> Interval | None:
    """The share of the gain left since the first year, of those with three months or more after it.

    It needs as many adopters as a share of the latest year does; None with fewer, and without a gain.
    """
    if gain is None or gain.around(0, parameters).lower <= 0:
        return None
    ready = [cohort for cohort in at if cohort.comparators >= parameters.fewest_comparators]
    pooled = pool_readings(panel, [_fit_since(panel, cohort, parameters) for cohort in ready])
    if pooled is None or pooled.adopters < fewest_with_both_years(gain.adopters, parameters):
        return None
    return pooled.share(parameters)


def _fit_since(panel: MeasurePanel, cohort: AdoptionCohort, parameters: Parameters) -> Readings:
    """The fits over the gain window and the latest year, or else the months after it so far."""
    at = cohort.windows
    if cohort.both[0] is not None or at.gain is None or at.since is None:
        return cohort.together[0]
    spans, is_read_again = [at.gain, at.since], cohort.is_moved_together
    return read_months_before(panel, cohort.adopted, spans, at, parameters, is_read_again=is_read_again)


def pool_readings(panel: MeasurePanel, fits: Sequence[Readings]) -> PooledReadings | None:
    """Pool the fits of each reading of the months before adoption.

    Where a cohort has too few months before adoption for a reading, the one before it counts in its place.
    """
    known = [(fit, early, far) for fit, early, far in fits if fit is not None]
    whole = pool_fits(panel, [fit for fit, *_ in known])
    if whole is None:
        return None
    has_early, has_far = (any(readings[place] is not None for readings in known) for place in (1, 2))
    return PooledReadings(
        whole,
        pool_fits(panel, [early or fit for fit, early, _ in known]) if has_early else None,
        pool_fits(panel, [far or early or fit for fit, early, far in known]) if has_far else None,
    )


def fewest_with_both_years(first_year: int, parameters: Parameters) -> int:
    """So many adopters need a second year before what is left of the gain is judged."""
    least = math.ceil(parameters.least_share_with_both_years * first_year)
    return max(least, min(parameters.fewest_with_both_years, math.ceil(PART_WHERE_FEW * first_year)))


def are_comparable(fits: Sequence[CounterfactualFit], parameters: Parameters) -> bool:
    """Whether enough comparators started as low, or as high, as most adopters for the latest year alone to count.

    Those that start lowest come back for years: where hardly any others started as low, that looks like a late gain.
    """
    shares = np.concatenate([fit.alike / len(fit.comparators) for fit in fits])
    return bool(np.median(shares) >= parameters.least_alike_late)


def rests_on_both(gain: PooledReadings | None, both: PooledReadings | None, parameters: Parameters) -> bool:
    """Whether enough have a second year. While those are too few to show a gain that all together do, all count."""
    if gain is None or both is None or both.adopters < fewest_with_both_years(gain.adopters, parameters):
        return False
    return both.around(0, parameters).lower > 0 or gain.around(0, parameters).lower <= 0


def _fits_of(
    at: list[AdoptionCohort], is_on_both: bool, parameters: Parameters
) -> tuple[tuple[AdoptionCohort, CounterfactualFit], ...]:
    ready = [cohort for cohort in at if cohort.comparators >= parameters.fewest_comparators]
    pairs = [
        (cohort, cohort.both[0] if is_on_both else None if cohort.windows.is_provisional else cohort.first[0])
        for cohort in ready
    ]
    return tuple((cohort, fit) for cohort, fit in pairs if fit is not None)


def _own_falls(
    panel: MeasurePanel, fits: Sequence[tuple[AdoptionCohort, CounterfactualFit]], parameters: Parameters
) -> list[float]:
    return [
        own_fall(panel, int(adopter), cohort.windows, parameters) for cohort, fit in fits for adopter in fit.adopters
    ]
