"""The verdict of every monthly run in order: the status, since when, and whether it is confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.gain.adopters import AdopterFinding, list_findings, too_few
from transforms.gain.cohorts import AdoptionCohort, bundles_of, list_cohorts
from transforms.gain.counterfactual import CounterfactualFit
from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import FEWEST_ADOPTERS, pool_fits
from transforms.gain.readings import PooledReadings
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
        status_verdict = choose_status(evidence, self.has_fallen, self.parameters)
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


@dataclass(frozen=True)
class MonthlyRun:
    """One monthly run of a practice: its cohorts, the findings and verdicts of its adopters, and the pooled ones."""

    run: int
    cohorts: list[AdoptionCohort]
    adopters: list[tuple[AdopterFinding, ConfirmedStatus]]
    pooled_gain: PooledReadings | None
    pooled_both: PooledReadings | None
    practice: ConfirmedStatus
    evidence: Evidence


def run_history(
    panel: MeasurePanel, worthwhile: float, parameters: Parameters, runs: range | None = None
) -> Iterator[MonthlyRun]:
    """Every run from the first adoption to the newest month."""
    memories: dict[int, StatusMemory] = {}
    whole = StatusMemory(parameters)
    first = int(panel.adopted.min())
    for run in runs or range(max(first, 0), panel.months):
        at = list_cohorts(panel, run, parameters)
        adopter_statuses = [
            (finding, memories.setdefault(finding.adopter, StatusMemory(parameters)).add_run(run, finding.evidence))
            for cohort in at
            for finding in list_findings(panel, cohort, run, worthwhile, parameters)
        ]
        gain, both = pool_adopters(panel, at, parameters)
        evidence = pooled_evidence(panel, at, gain, both, worthwhile, parameters)
        yield MonthlyRun(run, at, adopter_statuses, gain, both, whole.add_run(run, evidence), evidence)


def judge_practice(
    panel: MeasurePanel, run: int, worthwhile: float, parameters: Parameters
) -> tuple[Evidence, StatusVerdict]:
    """The pooled evidence and verdict of one run, without the runs before it."""
    at = list_cohorts(panel, run, parameters)
    gain, both = pool_adopters(panel, at, parameters)
    evidence = pooled_evidence(panel, at, gain, both, worthwhile, parameters)
    return evidence, choose_status(evidence, False, parameters)


def pool_adopters(
    panel: MeasurePanel, at: list[AdoptionCohort], parameters: Parameters
) -> tuple[PooledReadings | None, PooledReadings | None]:
    """Pool the adopters with a whole gain window, and those that also have a whole current window."""
    ready = [cohort for cohort in at if cohort.comparators >= parameters.fewest_comparators]
    gains = [(cohort.first, cohort.early_first) for cohort in ready if not cohort.windows.is_provisional]
    both = [(cohort.both, cohort.early_both) for cohort in ready]
    return pool_readings(panel, gains), pool_readings(panel, both)


def pool_readings(
    panel: MeasurePanel, fits: Sequence[tuple[CounterfactualFit | None, CounterfactualFit | None]]
) -> PooledReadings | None:
    """Pool pairs of fits: with the months just before adoption, and without.

    Where a cohort has too few months before adoption to leave any out, its one reading counts in both.
    """
    pairs = [(fit, early) for fit, early in fits if fit is not None]
    whole = pool_fits(panel, [fit for fit, _ in pairs])
    if whole is None or all(early is None for _, early in pairs):
        return None if whole is None else PooledReadings(whole, None)
    return PooledReadings(whole, pool_fits(panel, [early or fit for fit, early in pairs]))


def pooled_evidence(
    panel: MeasurePanel,
    at: list[AdoptionCohort],
    gain: PooledReadings | None,
    both: PooledReadings | None,
    worthwhile: float,
    parameters: Parameters,
) -> Evidence:
    """The evidence for the practice: the same rungs as for one organisation, applied to the mean effects."""
    since = panel.washout + parameters.window_months if gain is not None else 0
    return Evidence(
        months_since=since,
        washout=panel.washout,
        gain=gain.around(0, parameters) if gain else None,
        current=both.around(1, parameters) if both else None,
        share=both.share(parameters) if both else None,
        is_provisional=False,
        obstacle="" if gain else _why_not_pooled(panel, at, parameters),
        worthwhile=worthwhile,
        is_disputed=gain is not None and gain.disagree(parameters),
        is_supported=any(cohort.windows.is_supported for cohort in at if cohort.both is not None),
    )


def _why_not_pooled(panel: MeasurePanel, at: list[AdoptionCohort], parameters: Parameters) -> str:
    bundled = [
        bundle.practice
        for cohort in at
        for place, bundle in bundles_of(panel, cohort.windows, panel.months - 1).items()
        if place in cohort.adopters
    ]
    adopters = sum(len(cohort.adopters) for cohort in at)
    if bundled and adopters - len(bundled) < FEWEST_ADOPTERS:
        names = " and ".join(sorted(set(bundled)))
        return (
            f"{len(bundled)} of {adopters} adopters also adopted {names}: the effects of practices for one measure mix"
        )
    fewest = max((cohort.comparators for cohort in at), default=0)
    if fewest < parameters.fewest_comparators:
        return too_few(fewest, parameters)
    is_young = any(cohort.windows.is_provisional for cohort in at)
    return "" if is_young else f"fewer than {FEWEST_ADOPTERS} adopters can be assessed"
