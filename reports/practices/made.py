"""From a row of a mart to the value that the pages know."""

from __future__ import annotations

from typing import Any

from reports.practices.evidence import (
    Balance,
    Calibration,
    Coverage,
    Curve,
    Duration,
    Effect,
    Fitted,
    PreTrend,
    Signal,
    Source,
    Survival,
    Warned,
    Year,
)
from reports.practices.records import Adopter, Limits, Run, Span, Verdict
from reports.practices.words import scale_of

Row = dict[str, Any]

SAME = (
    *("practice", "month", "measure", "scale", "adopted_month", "baseline", "minimum_detectable_gain"),
    *("worthwhile_gain", "comparators", "status", "status_since", "confirmed_status", "months_held"),
    *("evidence_grade", "status_with_shocks"),
)
"""Fields of a verdict that stand in both marts under the same name."""
MAYBE = (
    *("organisation", "baseline_months", "holding_months", "stands_out", "needed_to_see", "patients"),
    *("comparators_alike", "merged_into", "merged_month"),
)
COUNTS = ("adopters", "ever_adopted", "live_adopters")


def limits(row: Row, value: str, lower: str | None = None, upper: str | None = None) -> Limits | None:
    """The estimate with its limits, or None where any of the three is missing."""
    names = (value, lower or f"{value}_lower", upper or f"{value}_upper")
    found = [row[name] for name in names if row.get(name) is not None]
    return Limits(*found) if len(found) == len(names) else None


def _span(row: Row, name: str) -> Span | None:
    first, last = row.get(f"{name}_from"), row.get(f"{name}_to")
    return (first, last) if first and last else None


def verdict(row: Row, direction: str | None = None) -> Verdict:
    """A row of `mart.gain`, or of `mart.programme_gain`, which has no organisation, on the scale of its direction."""
    same: Row = {name: row.get(name) for name in (*SAME, *MAYBE)}
    same["scale"] = scale_of(same["scale"], direction)
    counts: Row = {name: row.get(name) or 0 for name in COUNTS}
    return Verdict(
        **same,
        **counts,
        reason=row.get("reason") or "",
        is_provisional=bool(row["is_provisional"]),
        is_withheld=bool(row.get("is_withheld")),
        baseline_span=_span(row, "baseline"),
        gain_span=_span(row, "gain"),
        current_span=_span(row, "current"),
        gain=limits(row, "gain"),
        current=limits(row, "current"),
        share=limits(row, "share_retained", "share_lower", "share_upper"),
        patients_affected=limits(row, "patients_affected", "patients_lower", "patients_upper"),
    )


def run(row: Row) -> Run:
    return Run(
        row["month"], row["status"], row["reason"] or "", bool(row["is_provisional"]), row.get("confirmed_status")
    )


def adopter(row: Row) -> Adopter:
    return Adopter(**{name: row[name] for name in Adopter.__dataclass_fields__})


def year(row: Row) -> Year:
    effect = limits(row, "effect")
    share = limits(row, "share_retained", "share_lower", "share_upper")
    return Year(row["year"], row["adopters"], effect or Limits(row["effect"], row["effect"], row["effect"]), share)


def effect(row: Row) -> Effect:
    found = limits(row, "effect", "lower", "upper")
    return Effect(
        row["months_since_adoption"], found or Limits(row["effect"], row["effect"], row["effect"]), row["adopters"]
    )


def trend(row: Row) -> PreTrend:
    slope = limits(row, "slope_per_year", "lower", "upper")
    known = row["slope_per_year"]
    return PreTrend(row["adopters"], slope or Limits(known, known, known), row["p_value"])


def balance(row: Row) -> Balance:
    return Balance(
        row["measure"], row["adopters"] or 0, limits(row, "effect", "lower", "upper"), row["margin"], row["finding"]
    )


def survival(row: Row) -> Survival:
    known = row["survival"]
    found = limits(row, "survival", "lower", "upper") or Limits(known, known, known)
    return Survival(row["months"], row["at_risk"], row["lost"], found)


def duration(row: Row) -> Duration:
    return Duration(row["gains"], row["lost"], row["median_months"])


def coverage(row: Row) -> Coverage:
    return Coverage(
        *(row[name] for name in ("month", "eligible", "adopted", "stopped", "coverage", "volume_coverage")),
        *(row[name] for name in ("effective_coverage", "held_coverage", "new_adopters", "pull_share")),
    )


def fitted(row: Row) -> Fitted:
    return Fitted(*(row[name] for name in ("month", "expected", "lower", "upper", "is_forecast")))


def curve(row: Row) -> Curve:
    same = {name: row[name] for name in Curve.__dataclass_fields__ if name != "t50_fitted"}
    return Curve(**same, t50_fitted=limits(row, "t50_fitted"))


def source(row: Row) -> Source:
    return Source(row["source"], bool(row["is_pull"]), int(row["adopters"] or 0))


def warned(row: Row) -> Warned:
    same = {name: row[name] for name in Warned.__dataclass_fields__ if name not in ("is_warning", "in_a_row")}
    return Warned(**same, is_warning=bool(row["is_warning"]), in_a_row=row["warnings_in_a_row"] or 0)


def calibration(row: Row) -> Calibration:
    found: Row = {name: row.get(name) for name in Calibration.__dataclass_fields__}
    return Calibration(**found)


def signal(row: Row) -> Signal:
    return Signal(**{name: row[name] for name in Signal.__dataclass_fields__})
