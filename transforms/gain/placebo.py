"""How often the verdict is wrong, measured on organisations that have not adopted, without a model of the data.

Random groups of them are treated as adopters, in random months, and assessed by the same method as the verdict: any
gain claimed is a false claim. A known gain is then added, kept, half lost or wholly lost, and the resulting statuses
are counted. The draws share one stretch of history, so they are not independent: the rates apply to this measure in
these years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from transforms.gain.adopters import list_findings
from transforms.gain.adoption_orders import MONTHS_NEEDED_BEFORE, ORDERS
from transforms.gain.cohort_fits import Readings
from transforms.gain.cohorts import AdoptionCohort, list_cohorts
from transforms.gain.counterfactual import CounterfactualFit
from transforms.gain.panel import NEVER_ADOPTED, Floats, MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.practice_evidence import find_practice_evidence
from transforms.gain.scale import on_scale
from transforms.gain.status_ladder import Evidence, choose_status

SCENARIOS: Mapping[str, float] = {"held": 1.0, "half": 0.5, "lost": 0.0}
"""The share of the gain that remains after its first year."""


@dataclass(frozen=True)
class PlaceboTrial:
    """One draw and its results.

    Without a gain: the pooled `estimate` and its standard `error`, whether a gain was claimed, and for how many of the
    `assessed` organisations. By scenario: the pooled status, whether the limits covered the true share (None where no
    share could be given), and how many organisations had each status.
    """

    estimate: float
    error: float
    pooled_claims: bool
    false_claims: int
    assessed: int
    statuses: Mapping[str, str]
    reasons: Mapping[str, str]
    covered: Mapping[str, bool | None]
    single_statuses: Mapping[str, Counter[str]]


def draw_placebo_panel(
    panel: MeasurePanel, adopters: int, months: range, generator: np.random.Generator, *, order: str = "random"
) -> MeasurePanel:
    """The panel with `adopters` non-adopters treated as adopters, in months drawn from the range."""
    return panel.with_adopters(draw_adoptions(panel, adopters, months, generator, 1, order=order)[0])


def draw_adoptions(
    panel: MeasurePanel,
    adopters: int,
    months: range,
    generator: np.random.Generator,
    draws: int,
    *,
    order: str = "random",
) -> Places:
    """The months of adoption of every organisation in each draw (draws x organisations), in one of `ORDERS`."""
    is_complete = np.isfinite(panel.scores[:, max(0, months.start - MONTHS_NEEDED_BEFORE) :]).all(axis=1)
    never = np.flatnonzero((panel.adopted >= NEVER_ADOPTED) & is_complete)
    adopted = np.tile(panel.adopted, (draws, 1))
    for draw in adopted:
        ranks = ORDERS[order](panel, never, months.start, generator)
        chosen = never[np.argsort(ranks)][:adopters]
        draw[chosen] = generator.integers(months.start, months.stop, len(chosen))
    return adopted


def with_gain(panel: MeasurePanel, gain: float, left: float, parameters: Parameters) -> MeasurePanel:
    """The panel with a gain added to its adopters from the end of the washout, of which `left` remains a year later."""
    added: Floats = np.zeros(panel.raw.shape)
    for place in np.flatnonzero(panel.adopted < panel.months):
        start = int(panel.adopted[place]) + panel.washout
        added[place, start:] = gain
        added[place, start + parameters.window_months :] = gain * left
    if not panel.is_count:
        return replace(panel, scores=panel.scores + added)
    counts = _change_counts(panel, np.exp(-added if panel.is_decrease else added))
    scores = on_scale(counts, is_share=False, is_count=True, is_decrease=panel.is_decrease)
    return replace(panel, raw=counts, scores=scores)


def _change_counts(panel: MeasurePanel, factor: Floats) -> Floats:
    """Counts with a gain: of a fall each case stays by chance, of a rise so many cases come by chance.

    Added to logarithms, a gain would be found by any method that takes means of them, however few the cases.
    """
    generator = np.random.default_rng(len(panel.organisations))
    counts = np.nan_to_num(panel.raw).astype(np.int64)
    fewer = generator.binomial(counts, np.minimum(factor, 1))
    more = generator.poisson(counts * np.maximum(factor - 1, 0))
    changed: Floats = np.where(np.isnan(panel.raw), np.nan, fewer + more)
    return np.where(factor == 1, panel.raw, changed)


def run_trial(
    panel: MeasurePanel, gain: float, worthwhile: float, parameters: Parameters, *, with_singles: bool = True
) -> PlaceboTrial:
    """Assess one drawn panel, as it is and with each scenario's gain added.

    Single organisations with a gain are assessed only on request, because that takes most of the time.
    """
    run = panel.months - 1
    at = list_cohorts(panel, run, parameters)
    together = find_practice_evidence(panel, at, worthwhile, parameters)
    pooled = together.pooled
    singles = [
        finding.evidence for cohort in at for finding in list_findings(panel, cohort, run, worthwhile, parameters)
    ]
    assessed = [evidence for evidence in singles if evidence.gain is not None]
    results = {
        name: _assess_scenario(panel, at, (gain, left), worthwhile, parameters, with_singles=with_singles)
        for name, left in SCENARIOS.items()
    }
    return PlaceboTrial(
        estimate=float(pooled.effects[0]) if pooled else np.nan,
        error=float(pooled.widest.covariance[0, 0]) ** 0.5 if pooled else np.nan,
        pooled_claims=together.evidence.shows_gain,
        false_claims=sum(evidence.shows_gain for evidence in assessed),
        assessed=len(assessed),
        statuses={name: result.status for name, result in results.items()},
        reasons={name: result.reason for name, result in results.items()},
        covered={name: result.covers_truth for name, result in results.items()},
        single_statuses={name: result.single_statuses for name, result in results.items()},
    )


@dataclass(frozen=True)
class _ScenarioResult:
    """What the method says of a panel to which a gain was added."""

    status: str
    reason: str
    covers_truth: bool | None
    single_statuses: Counter[str]


def _assess_scenario(
    panel: MeasurePanel,
    at: list[AdoptionCohort],
    steps: tuple[float, float],
    worthwhile: float,
    parameters: Parameters,
    *,
    with_singles: bool,
) -> _ScenarioResult:
    """Assess the panel with a gain of which a share is left: the two `steps`. `at` are its cohorts without the gain."""
    gain, left = steps
    run = panel.months - 1
    changed = with_gain(panel, gain, left, parameters) if panel.is_count or with_singles else panel
    is_shifted = changed is panel
    cohorts = _shift(at, gain, left) if is_shifted else list_cohorts(changed, run, parameters)
    evidence = find_practice_evidence(changed, cohorts, worthwhile, parameters).evidence
    if is_shifted:
        evidence = replace(evidence, own_fall=evidence.own_fall + gain * (1 - left))
    verdict = choose_status(evidence, False, parameters)
    singles = Counter(
        choose_status(finding.evidence, False, parameters).status
        for cohort in cohorts
        if with_singles
        for finding in list_findings(changed, cohort, run, worthwhile, parameters)
    )
    return _ScenarioResult(verdict.status, verdict.reason, covers_truth(evidence, left), singles)


def _shift(at: list[AdoptionCohort], gain: float, left: float) -> list[AdoptionCohort]:
    """The cohorts as if a gain had been added to their adopters: it moves their effects and nothing else."""
    steps = np.array([gain, gain * left])

    def moved(fit: CounterfactualFit | None) -> CounterfactualFit | None:
        return None if fit is None else replace(fit, effects=fit.effects + steps[: fit.effects.shape[1]])

    def all_moved(readings: Readings) -> Readings:
        fit, early, far = readings
        return moved(fit), moved(early), moved(far)

    return [replace(cohort, first=all_moved(cohort.first), both=all_moved(cohort.both)) for cohort in at]


def covers_truth(evidence: Evidence, left: float) -> bool | None:
    if evidence.share is None or not evidence.shows_gain:
        return None
    return evidence.share.lower <= left <= evidence.share.upper
