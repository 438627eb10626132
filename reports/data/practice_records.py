"""Frozen records for the pages of verdicts and spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Span = tuple[date, date]


@dataclass(frozen=True)
class EstimateLimits:
    """An estimate with its lower and upper limits."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class VerdictParameter:
    """A convention of the verdict, printed beside verdicts."""

    name: str
    value: float
    unit: str
    meaning: str
    source: str


@dataclass(frozen=True)
class ExcludedPeriod:
    """Months left out of every window, and why."""

    from_month: date
    to_month: date
    title: str
    why: str
    source: str


@dataclass(frozen=True)
class ProgrammeRecord:
    """A programme; `place` names its page."""

    programme: str
    title: str
    lead: str | None
    sponsor: str | None
    approach: str | None
    starts: date | None
    support_ends: date | None
    place: str


@dataclass(frozen=True)
class PracticeRecord:
    """A practice of the catalogue; `place` names its pages and files."""

    practice: str
    programme: str
    title: str
    description: str | None
    measure: str
    direction: str
    aim: str | None
    washout_months: int | None
    balancing_measures: tuple[str, ...]
    guidance_url: str | None
    place: str


@dataclass(frozen=True)
class GainVerdict:
    """The newest run's verdict on one adopter, or on all adopters of a practice together (`organisation` is None).

    `gain` and `current` are on the `scale`: differences of shares ('points') or of logarithms ('log', or
    `gain_scale.FALLING` where less is better); positive is better. Fields for all adopters only come last.
    """

    practice: str
    organisation: str | None
    month: date | None
    measure: str
    scale: str | None
    adopted_month: date | None
    baseline: float | None
    baseline_span: Span | None
    gain_span: Span | None
    current_span: Span | None
    gain: EstimateLimits | None
    current: EstimateLimits | None
    share: EstimateLimits | None
    minimum_detectable_gain: float | None
    worthwhile_gain: float | None
    comparators: int | None
    baseline_months: int | None
    holding_months: int | None
    status: str
    reason: str
    status_since: date | None
    is_provisional: bool
    confirmed_status: str | None
    months_held: int | None
    evidence_grade: str | None
    status_with_shocks: str | None
    stands_out: bool | None = None
    adopters: int = 0
    adopters_first_year: int = 0
    adopters_second_year: int = 0
    needed_to_see: int | None = None
    comparators_alike: int | None = None
    share_since: EstimateLimits | None = None
    """Until a latest year is judged: the share of the gain left since the first year, of all adopters together."""
    gain_with_quarter: float | None = None
    """The gain with the months just before adoption taken into account, and below with them left out."""
    gain_without_quarter: float | None = None
    gain_without_nine_months: float | None = None
    grade_causes: tuple[str, ...] = ()
    """What lowers the grade of the evidence, as codes."""
    other_practice: str | None = None
    """Another practice for the measure, adopted from the baseline on."""
    other_practice_month: date | None = None
    merged_into: str | None = None
    merged_month: date | None = None
    ever_adopted: int = 0
    live_adopters: int = 0
    patients: float | None = None
    patients_affected: EstimateLimits | None = None
    is_withheld: bool = False
    """Whether its numbers are withheld, because they depend on hidden figures."""

    @property
    def is_pooled(self) -> bool:
        return self.organisation is None


@dataclass(frozen=True)
class JointVerdict:
    """The newest verdict on a practice and another one that the same organisations took up, both together.

    `other_practice` is the code of the other one. `verdict` is written like one on all adopters of a practice.
    """

    other_practice: str
    other_title: str
    adopters_of_both: int
    settled_months: int
    verdict: GainVerdict


@dataclass(frozen=True)
class VerdictRun:
    """The status at one monthly run."""

    month: date
    status: str
    reason: str
    is_provisional: bool
    confirmed_status: str | None


@dataclass(frozen=True)
class AdopterRecord:
    """The register's entry for one adopter."""

    organisation: str
    adopted_month: date
    stopped_month: date | None
    embedded_month: date | None
    source: str | None
    peer_organisation: str | None
    fidelity: float | None
    contact: str | None
    category: str | None
    referrals: int
