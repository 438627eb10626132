"""Builds the records of practices from rows of the marts."""

from __future__ import annotations

from typing import Any

from reports.data.gain_scale import choose_gain_scale
from reports.data.practice_evidence import (
    AdoptionSource,
    BalancingEffect,
    EarlyWarning,
    ErrorRates,
    FittedCoverage,
    GainDuration,
    GainSurvival,
    MonthlyEffect,
    PreTrend,
    RetentionYear,
    SpreadCoverage,
    SpreadCurve,
    StatusSignal,
)
from reports.data.practice_records import AdopterRecord, EstimateLimits, GainVerdict, JointVerdict, Span, VerdictRun

Row = dict[str, Any]

COMMON_FIELDS = (
    *("practice", "month", "measure", "scale", "adopted_month", "baseline", "minimum_detectable_gain"),
    *("worthwhile_gain", "comparators", "status", "status_since", "confirmed_status", "months_held"),
    *("evidence_grade", "status_with_shocks"),
)
"""Fields of a verdict with the same name in both marts."""
OPTIONAL_FIELDS = (
    *("organisation", "baseline_months", "holding_months", "stands_out", "needed_to_see", "patients"),
    *("comparators_alike", "merged_into", "merged_month", "gain_with_quarter", "gain_without_quarter"),
    *("gain_without_nine_months", "other_practice", "other_practice_month"),
)
COUNT_FIELDS = ("adopters", "adopters_first_year", "adopters_second_year", "ever_adopted", "live_adopters")


def make_limits(row: Row, value: str, lower: str | None = None, upper: str | None = None) -> EstimateLimits | None:
    """Make the estimate with its limits, or None where any of the three is missing."""
    names = (value, lower or f"{value}_lower", upper or f"{value}_upper")
    values = [row[name] for name in names if row.get(name) is not None]
    return EstimateLimits(*values) if len(values) == len(names) else None


def _make_span(row: Row, name: str) -> Span | None:
    first, last = row.get(f"{name}_from"), row.get(f"{name}_to")
    return (first, last) if first and last else None


def make_verdict(row: Row, direction: str | None = None) -> GainVerdict:
    """Make a verdict from a row of `mart.gain`, or of `mart.programme_gain`, which has no organisation."""
    same: Row = {name: row.get(name) for name in (*COMMON_FIELDS, *OPTIONAL_FIELDS)}
    same["scale"] = choose_gain_scale(same["scale"], direction)
    counts: Row = {name: row.get(name) or 0 for name in COUNT_FIELDS}
    return GainVerdict(
        **same,
        **counts,
        reason=row.get("reason") or "",
        grade_causes=tuple((row.get("grade_causes") or "").split(",")) if row.get("grade_causes") else (),
        is_provisional=bool(row["is_provisional"]),
        is_withheld=bool(row.get("is_withheld")),
        baseline_span=_make_span(row, "baseline"),
        gain_span=_make_span(row, "gain"),
        current_span=_make_span(row, "current"),
        gain=make_limits(row, "gain"),
        current=make_limits(row, "current"),
        share=make_limits(row, "share_retained", "share_lower", "share_upper"),
        share_since=make_limits(row, "share_since"),
        patients_affected=make_limits(row, "patients_affected", "patients_lower", "patients_upper"),
    )


def make_joint_verdict(row: Row) -> JointVerdict:
    """Make the verdict on two practices together, without the other practice among its reasons."""
    verdict = make_verdict({**row, "other_practice": None}, row["direction"])
    other = (row["other_practice"], row["other_title"] or row["other_practice"])
    return JointVerdict(*other, row["adopters_of_both"], row["settled_months"], verdict)


def make_run(row: Row) -> VerdictRun:
    return VerdictRun(
        row["month"], row["status"], row["reason"] or "", bool(row["is_provisional"]), row.get("confirmed_status")
    )


def make_adopter(row: Row) -> AdopterRecord:
    return AdopterRecord(**{name: row[name] for name in AdopterRecord.__dataclass_fields__})


def make_year(row: Row) -> RetentionYear:
    effect = make_limits(row, "effect")
    share = make_limits(row, "share_retained", "share_lower", "share_upper")
    return RetentionYear(
        row["year"], row["adopters"], effect or EstimateLimits(row["effect"], row["effect"], row["effect"]), share
    )


def make_effect(row: Row) -> MonthlyEffect:
    estimate = make_limits(row, "effect", "lower", "upper")
    return MonthlyEffect(
        row["months_since_adoption"],
        estimate or EstimateLimits(row["effect"], row["effect"], row["effect"]),
        row["adopters"],
    )


def make_trend(row: Row) -> PreTrend:
    slope = make_limits(row, "slope_per_year", "lower", "upper")
    known = row["slope_per_year"]
    return PreTrend(row["adopters"], slope or EstimateLimits(known, known, known), row["p_value"])


def make_balance(row: Row) -> BalancingEffect:
    return BalancingEffect(
        row["measure"],
        row["adopters"] or 0,
        make_limits(row, "effect", "lower", "upper"),
        row["margin"],
        row["finding"],
    )


def make_survival(row: Row) -> GainSurvival:
    known = row["survival"]
    estimate = make_limits(row, "survival", "lower", "upper") or EstimateLimits(known, known, known)
    return GainSurvival(row["months"], row["at_risk"], row["lost"], estimate)


def make_duration(row: Row) -> GainDuration:
    return GainDuration(row["gains"], row["lost"], row["median_months"])


def make_coverage(row: Row) -> SpreadCoverage:
    return SpreadCoverage(
        *(row[name] for name in ("month", "eligible", "adopted", "stopped", "coverage", "volume_coverage")),
        *(row[name] for name in ("effective_coverage", "held_coverage", "new_adopters", "pull_share")),
    )


def make_fitted(row: Row) -> FittedCoverage:
    return FittedCoverage(*(row[name] for name in ("month", "expected", "lower", "upper", "is_forecast")))


def make_curve(row: Row) -> SpreadCurve:
    same = {name: row[name] for name in SpreadCurve.__dataclass_fields__ if name != "t50_fitted"}
    return SpreadCurve(**same, t50_fitted=make_limits(row, "t50_fitted"))


def make_source(row: Row) -> AdoptionSource:
    return AdoptionSource(row["source"], bool(row["is_pull"]), int(row["adopters"] or 0))


def make_warning(row: Row) -> EarlyWarning:
    same = {name: row[name] for name in EarlyWarning.__dataclass_fields__ if name not in ("is_warning", "in_a_row")}
    return EarlyWarning(**same, is_warning=bool(row["is_warning"]), in_a_row=row["warnings_in_a_row"] or 0)


def make_error_rates(row: Row) -> ErrorRates:
    values: Row = {name: row.get(name) for name in ErrorRates.__dataclass_fields__}
    return ErrorRates(**values)


def make_signal(row: Row) -> StatusSignal:
    return StatusSignal(**{name: row[name] for name in StatusSignal.__dataclass_fields__})
