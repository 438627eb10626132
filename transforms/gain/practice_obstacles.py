"""Why all adopters of a practice together cannot be assessed, or their latest year cannot."""

from __future__ import annotations

from transforms.gain.adopters import too_few
from transforms.gain.cohorts import AdoptionCohort
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import FEWEST_ADOPTERS
from transforms.gain.readings import PooledReadings


def why_no_current(at: list[AdoptionCohort], both: PooledReadings | None) -> str:
    """Why the latest year is not judged; empty while it is not over."""
    if both is not None:
        return "too_few_with_both_years"
    return next((cohort.why_no_current for cohort in at if cohort.why_no_current), "")


def why_not_pooled(at: list[AdoptionCohort], parameters: Parameters) -> str:
    """Why there is no pooled gain; empty while it is too early for one."""
    bundled = [
        cohort.bundles[place].practice
        for cohort in at
        if cohort.bundles
        for place in cohort.adopters.tolist()
        if place in cohort.bundles
    ]
    adopters = sum(len(cohort.adopters) for cohort in at)
    if bundled and adopters - len(bundled) < FEWEST_ADOPTERS:
        also = f"{len(bundled)} of {adopters} adopters also adopted {' and '.join(sorted(set(bundled)))}"
        return f"{also}: the effects of practices for one measure mix"
    fewest = max((cohort.comparators for cohort in at), default=0)
    if fewest < parameters.fewest_comparators:
        return too_few(fewest, parameters)
    is_young = any(cohort.windows.is_provisional for cohort in at)
    return "" if is_young else f"fewer than {FEWEST_ADOPTERS} adopters can be assessed"
