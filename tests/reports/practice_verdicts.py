"""Verdicts and catalogues made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import (
    EstimateLimits,
    ExcludedPeriod,
    GainVerdict,
    PracticeRecord,
    ProgrammeRecord,
    VerdictParameter,
    VerdictRun,
)

STATES: tuple[tuple[str, str], ...] = (
    ("not_adopted", ""),
    ("not_assessable", "fewer than 12 months before adoption are published"),
    ("too_early", ""),
    ("gain_emerging", ""),
    ("no_detectable_gain", "no_worthwhile_gain"),
    ("no_detectable_gain", "worse_than_expected"),
    ("no_detectable_gain", "inconclusive_gain"),
    ("no_detectable_gain", "depends_on_months_before"),
    ("gain", "still_to_hold"),
    ("gain", "came_late"),
    ("gain", "another_practice_since"),
    ("gain", "too_few_left_to_compare"),
    ("gain", "weak_evidence_of_holding"),
    ("gain", "moved_before"),
    ("re_gained", ""),
    ("sustained", ""),
    *(("lost", reason) for reason in ("fell_back", "others_caught_up")),
    *(("eroding", reason) for reason in ("fell_back", "others_caught_up")),
    ("inconclusive", ""),
    ("inconclusive", "gain_too_weak_for_a_share"),
)
"""Every status with every reason that it can have, but those that only a practice has."""
OF_PRACTICES = ("too_few_with_both_years", "slipping")
"""Reasons of a gain that only all adopters together have."""
GAINS = {
    "worse_than_expected": EstimateLimits(-0.05, -0.08, -0.02),
    "no_worthwhile_gain": EstimateLimits(-0.05, -0.1, 0.01),
    "inconclusive_gain": EstimateLimits(0.022, -0.048, 0.091),
    "came_late": EstimateLimits(0.01, -0.06, 0.08),
    "depends_on_months_before": EstimateLimits(0.033, -0.018, 0.081),
}
WITHOUT_GAIN = ("not_adopted", "not_assessable", "too_early")
UNFOLLOWED = ("still_to_hold", *OF_PRACTICES, "another_practice_since", "too_few_left_to_compare")
WITHOUT_CURRENT = (*WITHOUT_GAIN, "gain_emerging")
SHARES = {
    "sustained": EstimateLimits(1.23, 0.59, 2.28),
    "re_gained": EstimateLimits(0.9, 0.4, 1.4),
    "gain": EstimateLimits(1.02, 0.17, 2.31),
    "lost": EstimateLimits(-0.11, -1.15, 0.45),
    "eroding": EstimateLimits(0.6, 0.4, 0.85),
    "inconclusive": EstimateLimits(0.66, -2.0, 1.9),
}

PARAMETERS = {
    "share_that_holds": 0.75,
    "share_that_is_lost": 0.5,
    "window_months": 12,
    "provisional_months": 6,
    "washout_months": 3,
    "runs_to_confirm": 3,
    "fewest_comparators": 20,
}


def verdict(status: str = "sustained", reason: str = "", **more: Any) -> GainVerdict:
    """One adopter's verdict, with the estimates that its status has."""
    adopted = None if status == "not_adopted" else date(2022, 11, 1)
    gain = None if status in WITHOUT_GAIN else GAINS.get(reason, EstimateLimits(0.164, 0.09, 0.238))
    has_current = gain is not None and status not in WITHOUT_CURRENT and reason not in UNFOLLOWED
    share = SHARES.get(status) if has_current and reason not in ("gain_too_weak_for_a_share", "came_late") else None
    prepared: dict[str, Any] = {
        "practice": "HELD",
        "organisation": "ZZA",
        "month": date(2026, 2, 1),
        "measure": "a_measure",
        "scale": "points",
        "adopted_month": adopted,
        "baseline": 0.437,
        "baseline_span": (date(2021, 11, 1), date(2022, 10, 1)),
        "gain_span": (date(2023, 2, 1), date(2024, 1, 1)) if gain else None,
        "current_span": (date(2025, 3, 1), date(2026, 2, 1)) if has_current else None,
        "gain": gain,
        "current": EstimateLimits(0.202, 0.092, 0.311) if has_current else None,
        "share": share,
        "minimum_detectable_gain": 0.11 if gain else None,
        "worthwhile_gain": 0.02,
        "comparators": 89,
        "baseline_months": 16,
        "holding_months": 12 if has_current else 5,
        "status": status,
        "reason": reason,
        "status_since": date(2025, 3, 1),
        "is_provisional": False,
        "confirmed_status": status,
        "months_held": 37 if status in SHARES and status not in ("lost", "eroding", "inconclusive") else None,
        "evidence_grade": "B" if gain else None,
        "status_with_shocks": status,
        "stands_out": True if gain and gain.lower > 0 else None,
        "other_practice": "Frailty unit" if reason == "another_practice_since" else None,
        "other_practice_month": date(2024, 5, 1) if reason == "another_practice_since" else None,
        "grade_causes": ("trend_before",) if reason == "moved_before" else (),
        "gain_with_quarter": gain.value - 0.02 if gain else None,
        "gain_without_quarter": gain.value + 0.02 if gain else None,
    }
    return GainVerdict(**{**prepared, **more})


def pooled(status: str = "sustained", reason: str = "", **more: Any) -> GainVerdict:
    """The verdict of all adopters together."""
    few = reason == "too_few_with_both_years"
    years = {"adopters_first_year": 40 if few else 16, "adopters_second_year": 4 if few else 16}
    together = {
        "organisation": None,
        "adopters": 40 if few else 16,
        **years,
        "needed_to_see": 41,
        "ever_adopted": 18,
        "live_adopters": 18,
    }
    return verdict(status, reason, **{**years, **together, "baseline_months": None, "stands_out": None, **more})


def practice(code: str = "HELD", **more: Any) -> PracticeRecord:
    prepared: dict[str, Any] = {
        "practice": code,
        "programme": "FLOW",
        "title": f"Practice {code}",
        "description": "What is done differently",
        "measure": "a_measure",
        "direction": "increase",
        "aim": None,
        "washout_months": 3,
        "balancing_measures": (),
        "guidance_url": None,
        "place": code.lower(),
    }
    return PracticeRecord(**{**prepared, **more})


def catalogue(**more: Any) -> PracticeCatalogue:
    prepared: dict[str, Any] = {
        "practices": {"HELD": practice()},
        "programmes": {
            "FLOW": ProgrammeRecord("FLOW", "Flow", None, None, "supportive", None, date(2024, 3, 31), "flow")
        },
        "parameters": {name: VerdictParameter(name, value, "", name, "") for name, value in PARAMETERS.items()},
        "shocks": (ExcludedPeriod(date(2020, 3, 1), date(2021, 6, 1), "A pandemic", "All moved", ""),),
    }
    return PracticeCatalogue(**{**prepared, **more})


def runs(*reported: tuple[str, bool, str | None]) -> tuple[VerdictRun, ...]:
    """One run a month from January 2024 on: status, whether provisional, what is confirmed."""
    return tuple(
        VerdictRun(date(2024 + at // 12, at % 12 + 1, 1), status, "", is_provisional, confirmed)
        for at, (status, is_provisional, confirmed) in enumerate(reported)
    )
