"""The verdicts of every monthly run, in order: what stood, since when, and whether it has stood long enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.gain.adopters import Cohort, Finding, cohorts, findings, too_few
from transforms.gain.ladder import FALLEN, HOLDING, Evidence, Verdict, verdict
from transforms.gain.panel import Panel
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import FEWEST_ADOPTERS, Pool, pool


@dataclass(frozen=True)
class Standing:
    """A verdict with its history.

    `since` is the first run of this status, `confirmed` the last status that stood long enough, `gain_confirmed` the
    first run in which a gain was confirmed.
    """

    run: int
    verdict: Verdict
    since: int
    is_provisional: bool
    confirmed: str
    gain_confirmed: int | None


@dataclass
class Memory:
    """What has been said so far of one adopter, or of one practice."""

    parameters: Parameters
    status: str = ""
    since: int = 0
    confirmed: str = ""
    gain_confirmed: int | None = None
    has_fallen: bool = False

    def tell(self, run: int, evidence: Evidence) -> Standing:
        """The verdict of this run in the light of the runs before it."""
        found = verdict(evidence, self.has_fallen, self.parameters)
        if found.status != self.status:
            self.status, self.since = found.status, run
        stands = run - self.since + 1 >= self.parameters.runs_to_confirm
        if stands:
            self._confirm(run)
        return Standing(run, found, self.since, not stands, self.confirmed, self.gain_confirmed)

    def _confirm(self, run: int) -> None:
        self.confirmed = self.status
        if self.status in HOLDING and self.gain_confirmed is None:
            self.gain_confirmed = run
        if self.status in FALLEN and self.gain_confirmed is not None:
            self.has_fallen = True


@dataclass(frozen=True)
class Run:
    """One monthly run of a practice: its cohorts, the adopters' findings and standings, and the pool's."""

    run: int
    cohorts: list[Cohort]
    adopters: list[tuple[Finding, Standing]]
    pooled_gain: Pool | None
    pooled_both: Pool | None
    practice: Standing
    evidence: Evidence


def history(panel: Panel, worthwhile: float, parameters: Parameters, runs: range | None = None) -> Iterator[Run]:
    """Every run from the first adoption to the newest month."""
    memories: dict[int, Memory] = {}
    whole = Memory(parameters)
    first = int(panel.adopted.min())
    for run in runs or range(max(first, 0), panel.months):
        at = cohorts(panel, run, parameters)
        told = [
            (found, memories.setdefault(found.adopter, Memory(parameters)).tell(run, found.evidence))
            for cohort in at
            for found in findings(panel, cohort, run, worthwhile, parameters)
        ]
        gain, both = pools(panel, at, parameters)
        evidence = pooled_evidence(panel, at, gain, both, worthwhile, parameters)
        yield Run(run, at, told, gain, both, whole.tell(run, evidence), evidence)


def pools(panel: Panel, at: list[Cohort], parameters: Parameters) -> tuple[Pool | None, Pool | None]:
    """The adopters with a whole gain window together; and those with a whole current window too."""
    ready = [cohort for cohort in at if cohort.comparators >= parameters.fewest_comparators]
    gains = [cohort.first for cohort in ready if cohort.first is not None and not cohort.windows.is_provisional]
    both = [cohort.both for cohort in ready if cohort.both is not None]
    return pool(panel, gains), pool(panel, both)


def pooled_evidence(
    panel: Panel, at: list[Cohort], gain: Pool | None, both: Pool | None, worthwhile: float, parameters: Parameters
) -> Evidence:
    """The evidence on the practice: the same rungs as for one organisation, on the mean effects."""
    since = panel.washout + parameters.window_months if gain is not None else 0
    return Evidence(
        months_since=since,
        washout=panel.washout,
        gain=gain.around(0, parameters) if gain else None,
        current=both.around(1, parameters) if both else None,
        share=both.share(parameters) if both else None,
        is_provisional=False,
        obstacle="" if gain else _why_not_pooled(at, parameters),
        worthwhile=worthwhile,
        is_supported=any(cohort.windows.is_supported for cohort in at if cohort.both is not None),
    )


def _why_not_pooled(at: list[Cohort], parameters: Parameters) -> str:
    fewest = max((cohort.comparators for cohort in at), default=0)
    if fewest < parameters.fewest_comparators:
        return too_few(fewest, parameters)
    is_young = any(cohort.windows.is_provisional for cohort in at)
    return "" if is_young else f"fewer than {FEWEST_ADOPTERS} adopters can be assessed"
