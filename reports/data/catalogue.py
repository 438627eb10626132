"""The catalogue of all practices and their results."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from reports.data.comparison import ALL_ADOPTERS, ComparedWindow, Comparison, ExpectedMonth, make_comparison
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
from reports.data.practice_records import (
    AdopterRecord,
    ExcludedPeriod,
    GainVerdict,
    JointVerdict,
    PracticeRecord,
    ProgrammeRecord,
    VerdictParameter,
    VerdictRun,
)


@dataclass(frozen=True)
class PracticeCatalogue:
    """All practices and their results. An adopter's key is (practice, organisation)."""

    practices: dict[str, PracticeRecord]
    programmes: dict[str, ProgrammeRecord]
    parameters: dict[str, VerdictParameter]
    shocks: tuple[ExcludedPeriod, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    verdicts: dict[tuple[str, str], GainVerdict] = field(default_factory=dict)
    pooled: dict[str, GainVerdict] = field(default_factory=dict)
    joint: dict[str, tuple[JointVerdict, ...]] = field(default_factory=dict)
    """Verdicts on each practice together with another one."""
    runs: dict[tuple[str, str], tuple[VerdictRun, ...]] = field(default_factory=dict)
    pooled_runs: dict[str, tuple[VerdictRun, ...]] = field(default_factory=dict)
    adopters: dict[str, tuple[AdopterRecord, ...]] = field(default_factory=dict)
    years: dict[str, tuple[RetentionYear, ...]] = field(default_factory=dict)
    effects: dict[str, tuple[MonthlyEffect, ...]] = field(default_factory=dict)
    trends: dict[str, PreTrend] = field(default_factory=dict)
    balances: dict[str, tuple[BalancingEffect, ...]] = field(default_factory=dict)
    survivals: dict[str, tuple[GainSurvival, ...]] = field(default_factory=dict)
    durations: dict[str, GainDuration] = field(default_factory=dict)
    coverages: dict[tuple[str, str], tuple[SpreadCoverage, ...]] = field(default_factory=dict)
    area_kinds: dict[str, str] = field(default_factory=dict)
    peer_kinds: dict[str, str] = field(default_factory=dict)
    fits: dict[str, tuple[FittedCoverage, ...]] = field(default_factory=dict)
    curves: dict[str, SpreadCurve] = field(default_factory=dict)
    sources: dict[str, tuple[AdoptionSource, ...]] = field(default_factory=dict)
    warnings: dict[tuple[str, str], tuple[EarlyWarning, ...]] = field(default_factory=dict)
    calibrations: tuple[ErrorRates, ...] = ()
    signals: dict[str, tuple[StatusSignal, ...]] = field(default_factory=dict)
    windows: dict[tuple[str, str], tuple[tuple[str, ComparedWindow], ...]] = field(default_factory=dict)
    expected_months: dict[tuple[str, str], tuple[ExpectedMonth, ...]] = field(default_factory=dict)

    def comparison(self, verdict: GainVerdict) -> Comparison | None:
        """What a verdict compares; None where nothing is known of it, or it is withheld."""
        key = (verdict.practice, verdict.organisation or ALL_ADOPTERS)
        return make_comparison(self.windows.get(key, ()), self.expected_months.get(key, ()))

    def of_programme(self, programme: str) -> list[PracticeRecord]:
        return [practice for practice in self.practices.values() if practice.programme == programme]

    def value(self, parameter: str) -> float | None:
        """The value of a parameter; None where the warehouse does not have it."""
        row = self.parameters.get(parameter)
        return None if row is None else row.value

    def whole_value(self, parameter: str, otherwise: int) -> int:
        """The value of a parameter that is a whole number; the other one where the warehouse does not have it."""
        value = self.value(parameter)
        return otherwise if value is None else int(value)

    def washout_of(self, practice: PracticeRecord | None) -> int:
        """The months from adoption on that are not counted: the practice's own, or those of the convention."""
        own = practice.washout_months if practice else None
        return self.whole_value("washout_months", 0) if own is None else own

    @cached_property
    def of_organisation(self) -> dict[str, list[GainVerdict]]:
        """Each organisation's verdicts, adopted or not, in order of the practice's title."""
        verdicts_by_code: dict[str, list[GainVerdict]] = {}
        for (_, organisation), verdict in self.verdicts.items():
            verdicts_by_code.setdefault(organisation, []).append(verdict)
        for verdicts in verdicts_by_code.values():
            verdicts.sort(key=lambda verdict: self.practices[verdict.practice].title.lower())
        return verdicts_by_code
