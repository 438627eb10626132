"""What is planted in the samples, by practice: who adopts when, and what happens to the gain.

Each adopter's share of type 1 attendances over four hours falls by 9 points in the month after adoption (readmissions:
by 3). The noise is small on purpose: a provider's monthly noise has a standard deviation of 1.4 points and an
autocorrelation of about a half, so that a twelve-month mean varies by about 0.7 and a gain by about 1. With noise as
large as in real trusts, few individual gains would be detected and the planted truths could not be tested.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from checks.samples.seasons import add_months

PLANTED_GAIN = 0.09
LOCAL_GAIN = 0.03
"""Falls in the share (0 to 1), large enough to be detected against the noise described above."""
PLANTED_SHOCK = ("2024-12", "2025-02")
SHOCK_SIZE = 0.05
"""For three months everybody's share over four hours is five percentage points higher."""


class PlantedTruth(enum.StrEnum):
    """What has truly happened to one adopter's gain by the last month of the samples."""

    HOLDS = "holds"
    ERODES = "erodes"
    VANISHES = "vanishes"
    COMES_BACK = "comes_back"
    NEVER_CAME = "never_came"
    TOO_YOUNG = "too_young"
    EMERGES = "emerges"
    MERGED = "merged"


@dataclass(frozen=True)
class AdoptionPlan:
    """One adopter of a practice, by its position in the world."""

    practice: str
    position: int
    adopted: str
    truth: PlantedTruth
    source: str = "programme"
    peer: int | None = None
    stopped: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether the practice affects a local measure, not A&E waits."""
        return self.practice == "sample_followup_calls"

    @property
    def steps(self) -> tuple[tuple[str, float], ...]:
        """The planted changes as (first month, change in the share); negative is better."""
        size = LOCAL_GAIN if self.is_local else PLANTED_GAIN
        # the gain is measured in months 3 to 14; any loss follows in two steps
        loss = {PlantedTruth.ERODES: size / 4, PlantedTruth.VANISHES: size / 2}.get(self.truth, 0.0)
        came = () if self.truth is PlantedTruth.NEVER_CAME else ((add_months(self.adopted, 1), -size),)
        if self.truth is PlantedTruth.COMES_BACK:
            return (*came, (add_months(self.adopted, 15), size), (add_months(self.adopted, 31), -size))
        if not loss:
            return came
        return (*came, (add_months(self.adopted, 15), loss), (add_months(self.adopted, 17), loss))


def _plan_wave(
    practice: str, adopted: str, truth: PlantedTruth, *positions: int, source: str = "programme"
) -> tuple[AdoptionPlan, ...]:
    return tuple(AdoptionPlan(practice, position, adopted, truth, source) for position in positions)


def _plan_followers(
    practice: str, adopted: str, truth: PlantedTruth, peer: int, *positions: int
) -> tuple[AdoptionPlan, ...]:
    return tuple(AdoptionPlan(practice, position, adopted, truth, "peer", peer) for position in positions)


PLANS = (
    # a pilot of two, a wave in the programme, and some who followed a peer
    *_plan_wave("sample_streaming", "2023-07", PlantedTruth.HOLDS, 2, 11),
    *_plan_wave("sample_streaming", "2024-01", PlantedTruth.HOLDS, 17, 25, 32),
    *_plan_followers("sample_streaming", "2024-04", PlantedTruth.HOLDS, 2, 40, 48),
    *_plan_wave("sample_streaming", "2024-01", PlantedTruth.MERGED, 0, 3),
    *_plan_wave("sample_discharge_lounge", "2024-01", PlantedTruth.ERODES, 4, 18, 33),
    *_plan_wave("sample_discharge_lounge", "2024-04", PlantedTruth.ERODES, 26, 41, source="mandated"),
    *_plan_wave("sample_early_review", "2022-10", PlantedTruth.COMES_BACK, 9, 19, 27),
    *_plan_wave("sample_early_review", "2024-01", PlantedTruth.VANISHES, 12, 34),
    AdoptionPlan("sample_early_review", 42, "2024-04", PlantedTruth.VANISHES, "self", stopped="2025-07"),
    *_plan_wave("sample_huddles", "2024-03", PlantedTruth.NEVER_CAME, 16, 24, 35, 43, source="mandated"),
    AdoptionPlan("sample_rapid_clinic", 20, "2025-11", PlantedTruth.EMERGES, "self"),
    *_plan_followers("sample_rapid_clinic", "2026-04", PlantedTruth.TOO_YOUNG, 20, 36),
    AdoptionPlan("sample_rapid_clinic", 44, "2026-06", PlantedTruth.TOO_YOUNG, "self"),
    *_plan_wave("sample_followup_calls", "2024-02", PlantedTruth.HOLDS, 1, 28, 49, 56),
    *_plan_wave("sample_followup_calls", "2024-05", PlantedTruth.NEVER_CAME, 50, 57),
)
CONSIDERED = (
    ("sample_streaming", 50, "considering", "2025-09"),
    ("sample_streaming", 51, "declined", "2024-06"),
    ("sample_discharge_lounge", 52, "committed", "2026-08"),
    ("sample_huddles", 58, "declined", "2024-05"),
    ("sample_rapid_clinic", 51, "considering", "2026-07"),
)
"""Events of organisations that have not adopted: practice, position, event, month."""


def steps_at_position(position: int, *, is_local: bool = False) -> tuple[tuple[str, float], ...]:
    """Return all changes planted at a position, in A&E waits or in the local measure."""
    own = (plan for plan in PLANS if plan.position == position and plan.is_local is is_local)
    return tuple(step for plan in own for step in plan.steps)


def shock_in_month(month: str) -> float:
    """Return the rise in everybody's share over four hours in a month (0 outside the shock)."""
    return SHOCK_SIZE if PLANTED_SHOCK[0] <= month <= PLANTED_SHOCK[1] else 0.0
