"""Frozen records of the evidence behind a verdict and of a practice's spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.data.practice_records import EstimateLimits


@dataclass(frozen=True)
class RetentionYear:
    """One whole year after the washout: the pooled effect, and the retained share of the first year's."""

    year: int
    adopters: int
    effect: EstimateLimits
    share: EstimateLimits | None


@dataclass(frozen=True)
class MonthlyEffect:
    """The pooled effect a number of months before or after adoption."""

    months: int
    effect: EstimateLimits
    adopters: int


@dataclass(frozen=True)
class PreTrend:
    """The adopters' trend against their comparators before adoption."""

    adopters: int
    slope_per_year: EstimateLimits
    p_value: float


@dataclass(frozen=True)
class BalancingEffect:
    """The effect on a balancing measure."""

    measure: str
    adopters: int
    effect: EstimateLimits | None
    margin: float | None
    finding: str


@dataclass(frozen=True)
class GainSurvival:
    """The share of gains not lost a number of months after confirmation."""

    months: int
    at_risk: int
    lost: int
    survival: EstimateLimits


@dataclass(frozen=True)
class GainDuration:
    """How long gains last, as far as they have been followed up."""

    gains: int
    lost: int
    median_months: int | None


@dataclass(frozen=True)
class SpreadCoverage:
    """A practice's spread in one area and month; shares are of sites unless stated otherwise.

    `eligible` is None where there is no register of who could adopt.
    """

    month: date
    eligible: int | None
    adopted: int
    stopped: int
    coverage: float | None
    volume: float | None
    effective: float | None
    held_coverage: float | None
    new_adopters: int
    pull_share: float | None


@dataclass(frozen=True)
class FittedCoverage:
    """One month of the fitted adoption curve, as shares of eligible sites."""

    month: date
    expected: float
    lower: float
    upper: float
    is_forecast: bool


@dataclass(frozen=True)
class SpreadCurve:
    """Months from launch to 10%, 50% and 90% of eligible sites, and why no curve is fitted."""

    launch: date
    model: str
    t10: int | None
    t50: int | None
    t90: int | None
    t50_fitted: EstimateLimits | None
    has_imitation: bool | None
    why_no_fit: str | None


@dataclass(frozen=True)
class AdoptionSource:
    """The number of adoptions from one source."""

    source: str
    is_pull: bool
    adopters: int


@dataclass(frozen=True)
class EarlyWarning:
    """One month of the early warning."""

    month: date
    level: float
    expected_low: float | None
    is_warning: bool
    in_a_row: int
    false_alarm_rate: float | None
    spc_false_alarm_rate: float | None


@dataclass(frozen=True)
class ErrorRates:
    """The method's error rates, measured on organisations that have not adopted."""

    measure: str
    peer_kind: str
    first_month: date
    last_month: date
    organisations: int
    adopters: int
    draws: int
    injected_gain: float
    pooled_claims: float | None
    single_claims: float | None
    coverage_held: float | None
    held_found: float | None
    half_called_sustained: float | None
    lost_found: float | None
    worst_first_claims: float | None = None
    just_fallen_claims: float | None = None
    already_rising_claims: float | None = None
    whole_regions_claims: float | None = None
    coverage_half: float | None = None
    coverage_lost: float | None = None
    half_called_held: float | None = None
    months_read: int | None = None
    """Monthly readings in which the next two were counted; None where too few months are published."""
    any_month_confirmed: float | None = None
    any_month_claims: float | None = None
    later_months: int | None = None
    """Months from adoption to the reading of the next three; None where too few months are published."""
    later_coverage_held: float | None = None
    later_coverage_half: float | None = None
    later_coverage_lost: float | None = None


@dataclass(frozen=True)
class StatusSignal:
    """A sentence on a practice that needs attention in the newest month."""

    month: date
    organisation: str | None
    practice: str
    kind: str | None
    sentence: str
    severity: str | None
    finding: str | None
    """The sentence without names, which the page gives as it writes them elsewhere."""
