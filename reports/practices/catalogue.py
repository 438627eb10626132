"""All practices with everything that is known of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

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
from reports.practices.records import Adopter, Parameter, Practice, Programme, Run, Shock, Verdict


@dataclass(frozen=True)
class Catalogue:
    """All practices with what is known of them. The key of one adopter is (practice, organisation)."""

    practices: dict[str, Practice]
    programmes: dict[str, Programme]
    parameters: dict[str, Parameter]
    shocks: tuple[Shock, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)
    pooled: dict[str, Verdict] = field(default_factory=dict)
    runs: dict[tuple[str, str], tuple[Run, ...]] = field(default_factory=dict)
    pooled_runs: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    adopters: dict[str, tuple[Adopter, ...]] = field(default_factory=dict)
    years: dict[str, tuple[Year, ...]] = field(default_factory=dict)
    effects: dict[str, tuple[Effect, ...]] = field(default_factory=dict)
    trends: dict[str, PreTrend] = field(default_factory=dict)
    balances: dict[str, tuple[Balance, ...]] = field(default_factory=dict)
    survivals: dict[str, tuple[Survival, ...]] = field(default_factory=dict)
    durations: dict[str, Duration] = field(default_factory=dict)
    coverages: dict[tuple[str, str], tuple[Coverage, ...]] = field(default_factory=dict)
    area_kinds: dict[str, str] = field(default_factory=dict)
    peer_kinds: dict[str, str] = field(default_factory=dict)
    fits: dict[str, tuple[Fitted, ...]] = field(default_factory=dict)
    curves: dict[str, Curve] = field(default_factory=dict)
    sources: dict[str, tuple[Source, ...]] = field(default_factory=dict)
    warnings: dict[tuple[str, str], tuple[Warned, ...]] = field(default_factory=dict)
    calibrations: tuple[Calibration, ...] = ()
    signals: dict[str, tuple[Signal, ...]] = field(default_factory=dict)

    def of_programme(self, programme: str) -> list[Practice]:
        return [one for one in self.practices.values() if one.programme == programme]

    def value(self, parameter: str) -> float | None:
        """The value of a parameter; None where the warehouse does not tell it."""
        found = self.parameters.get(parameter)
        return None if found is None else found.value

    @cached_property
    def of_organisation(self) -> dict[str, list[Verdict]]:
        """Each organisation's verdicts, adopted or not, by the title of the practice."""
        found: dict[str, list[Verdict]] = {}
        for (_, organisation), verdict in self.verdicts.items():
            found.setdefault(organisation, []).append(verdict)
        for verdicts in found.values():
            verdicts.sort(key=lambda verdict: self.practices[verdict.practice].title.lower())
        return found
