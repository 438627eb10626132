"""The verdict of every monthly run in order: the status, since when, and whether it is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from transforms.gain.adopters import AdopterFinding, list_findings
from transforms.gain.cohorts import list_cohorts
from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.practice_evidence import PracticeEvidence, find_practice_evidence
from transforms.gain.status_ladder import FALLEN_STATUSES, HOLDING_STATUSES, Evidence, StatusVerdict, choose_status


@dataclass(frozen=True)
class ConfirmedStatus:
    """A verdict with its history.

    `since` is the first run of this status, `confirmed` the last status that lasted long enough, `gain_confirmed` the
    first run in which a gain was confirmed.
    """

    run: int
    verdict: StatusVerdict
    since: int
    is_provisional: bool
    confirmed: str
    gain_confirmed: int | None


@dataclass
class StatusMemory:
    """The statuses so far of one adopter, or of one practice."""

    parameters: Parameters
    status: str = ""
    since: int = 0
    confirmed: str = ""
    gain_confirmed: int | None = None
    has_fallen: bool = False

    def add_run(self, run: int, evidence: Evidence) -> ConfirmedStatus:
        """Add a run, and return its verdict, given the runs before it."""
        return self.record(run, choose_status(evidence, self.has_fallen, self.parameters))

    def record(self, run: int, status_verdict: StatusVerdict) -> ConfirmedStatus:
        """Add the verdict of a run: all that is remembered follows from the verdicts in order."""
        if status_verdict.status != self.status:
            self.status, self.since = status_verdict.status, run
        has_lasted = run - self.since + 1 >= self.parameters.runs_to_confirm
        if has_lasted:
            self._confirm(run)
        return ConfirmedStatus(run, status_verdict, self.since, not has_lasted, self.confirmed, self.gain_confirmed)

    def _confirm(self, run: int) -> None:
        self.confirmed = self.status
        if self.status in HOLDING_STATUSES and self.gain_confirmed is None:
            self.gain_confirmed = run
        if self.status in FALLEN_STATUSES and self.gain_confirmed is not None:
            self.has_fallen = True


@dataclass
class RunMemory:
    """What the runs so far leave for the next: the statuses of all adopters together, and of each."""

    whole: StatusMemory
    adopters: dict[int, StatusMemory] = field(default_factory=dict)

    def of_adopter(self, adopter: int) -> StatusMemory:
        return self.adopters.setdefault(adopter, StatusMemory(self.whole.parameters))


@dataclass(frozen=True)
class MonthlyRun:
    """One monthly run of a practice: the findings and verdicts of its adopters, and those of all together."""

    run: int
    adopters: list[tuple[AdopterFinding, ConfirmedStatus]]
    together: PracticeEvidence
    practice: ConfirmedStatus


def run_history(
    panel: MeasurePanel, worthwhile: float, parameters: Parameters, first: int = 0, memory: RunMemory | None = None
) -> Iterator[MonthlyRun]:
    """Every run from the first adoption to the newest month; from column `first` on, given a memory of those before."""
    memory = memory or RunMemory(StatusMemory(parameters))
    for run in range(max(int(panel.adopted.min()), first), panel.months):
        at = list_cohorts(panel, run, parameters)
        adopter_statuses = [
            (finding, memory.of_adopter(finding.adopter).add_run(run, finding.evidence))
            for cohort in at
            for finding in list_findings(panel, cohort, run, worthwhile, parameters)
        ]
        together = find_practice_evidence(panel, at, worthwhile, parameters)
        yield MonthlyRun(run, adopter_statuses, together, memory.whole.add_run(run, together.evidence))


def judge_practice(
    panel: MeasurePanel, run: int, worthwhile: float, parameters: Parameters
) -> tuple[Evidence, StatusVerdict]:
    """The pooled evidence and verdict of one run, without the runs before it."""
    at = list_cohorts(panel, run, parameters)
    evidence = find_practice_evidence(panel, at, worthwhile, parameters).evidence
    return evidence, choose_status(evidence, False, parameters)
