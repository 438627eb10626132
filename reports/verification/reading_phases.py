"""Which months of a control chart are coloured, and which have limits, by the rule of docs/spc.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

import duckdb

LEAST_VALUES = 13
"""Values that a phase needs, so that its limits are more than trial limits."""
DRAWN_ALL_THE_SAME = ("old", "not_stable")
"""Phases with limits, none of whose months is coloured."""
PHASES = """
    select measure, organisation, phase, first_month, refusal, cause is not null
    from mart.reading_phase
    order by measure, organisation, phase
"""


@dataclass(frozen=True)
class PhaseFacts:
    """A phase of the reading aid, and why its months are not coloured, if they are not."""

    number: int
    first_month: date
    refusal: str | None
    has_cause: bool
    """Whether something began it; the first phase of a series has no cause."""


@dataclass
class ReadingFacts:
    """The phases of a series, and the phase of each of its months."""

    phases: dict[int, PhaseFacts] = field(default_factory=dict)
    months: list[int | None] = field(default_factory=list)

    def has_colour(self, at: int) -> bool:
        """Whether the month may be coloured: its phase is long enough, and nothing speaks against its limits."""
        phase = self._phase_of(at)
        return phase is not None and phase.refusal is None and self._count_values(phase) >= LEAST_VALUES

    def has_limits(self, at: int) -> bool:
        """Whether limits are drawn in the month: a short phase has none, unless it is the newest."""
        phase = self._phase_of(at)
        if phase is None or phase.refusal not in (None, "trial", *DRAWN_ALL_THE_SAME):
            return False
        is_short = phase.refusal == "trial" or self._count_values(phase) < LEAST_VALUES
        return not is_short or phase.number == max(self.phases)

    @property
    def newest_refusal(self) -> str:
        """Why the newest months are grey; empty where they are not."""
        return (self.phases[max(self.phases)].refusal or "") if self.phases else ""

    def _phase_of(self, at: int) -> PhaseFacts | None:
        number = self.months[at]
        return None if number is None else self.phases.get(number)

    def _count_values(self, phase: PhaseFacts) -> int:
        return Counter(self.months)[phase.number]


def read_phases(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[int, PhaseFacts]]:
    """The phases of each series, by their number."""
    phases: dict[tuple[str, str], dict[int, PhaseFacts]] = defaultdict(dict)
    for measure, organisation, number, *phase in con.execute(PHASES).fetchall():
        phases[measure, organisation][number] = PhaseFacts(number, *phase)
    return phases
