"""The claims of the methods page: the conventions of the verdict, its error rates, rule sets, charts and thresholds."""

from __future__ import annotations

from collections.abc import Sequence

from reports.claims.claim import Claim, ClaimValue
from reports.data.methods_reader import ChartCount, RuleSet
from reports.data.practice_evidence import ErrorRates
from reports.data.practice_records import ExcludedPeriod, VerdictParameter

RATE_COLUMNS = {
    "claims": (
        *("organisations", "draws", "adopters", "pooled_claims", "worst_first_claims", "just_fallen_claims"),
        *("already_rising_claims", "whole_regions_claims", "single_claims"),
    ),
    "monthly": ("months_read", "any_month_confirmed", "any_month_claims"),
    "power": (
        *("injected_gain", "held_found", "lost_found", "half_called_sustained", "half_called_held"),
        *("coverage_held", "coverage_half", "coverage_lost"),
    ),
    "later": ("later_months", "later_coverage_held", "later_coverage_half", "later_coverage_lost"),
}
"""The columns of each table of error rates."""


def claim_error_rates(rates: ErrorRates, table: str) -> Claim:
    """A row of a table of error rates; the kind of peers is named in place of an organisation."""
    values = tuple(getattr(rates, name) for name in RATE_COLUMNS[table])
    return Claim("error rates", rates.measure, rates.peer_kind, table, values=values)


def claim_rate_range(name: str, rates: Sequence[float]) -> Claim:
    """The lowest and the highest rate over all measures."""
    ends: tuple[ClaimValue, ...] = (min(rates), max(rates)) if rates else (None, None)
    return Claim("range of rates", practice=name, values=ends)


def claim_parameter(parameter: VerdictParameter) -> Claim:
    return Claim("parameter", practice=parameter.name, values=(parameter.value, parameter.unit))


def claim_rung(status: str, reason: str) -> Claim:
    """What a status means, with the conventions that define it."""
    return Claim("status meaning", practice=reason or status)


def claim_rule_set(rule_set: RuleSet) -> Claim:
    counts = (rule_set.shift_points, rule_set.trend_points, rule_set.screens_moving_ranges)
    reach = (rule_set.points_for_limits, rule_set.points_for_icon, rule_set.reach_per_range)
    return Claim("rule set", practice=rule_set.rule_set, values=(*counts, *reach))


def claim_charts(measure: str, counts: Sequence[ChartCount]) -> Claim:
    """How many series of a measure are drawn on each type of chart."""
    return Claim("charts", measure, values=tuple(sorted(f"{count.chart or ''}={count.series}" for count in counts)))


def claim_shocks(shocks: Sequence[ExcludedPeriod]) -> Claim:
    """The months that are left out of every window."""
    spans = (f"{shock.from_month:%Y-%m}/{shock.to_month:%Y-%m}" for shock in shocks)
    return Claim("shocks", values=tuple(spans))


def claim_thresholds(threshold: int, least_denominator: int, step: int) -> Claim:
    """What is hidden as a small number."""
    return Claim("small numbers", values=(threshold, least_denominator, step))
