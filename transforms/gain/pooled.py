"""The pooled effect of all adopters of a practice, which is the headline result.

The limits allow for chance variation of one organisation, for the small number of comparators, and for organisations
in one region moving together, which matters when adopters are concentrated in some regions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from transforms.gain import interval
from transforms.gain.counterfactual import REGRESSION_TERMS, CounterfactualFit
from transforms.gain.interval import Interval
from transforms.gain.panel import Floats, MeasurePanel, Places
from transforms.gain.parameters import Parameters

FIRST_AND_LAST = [0, -1]
FEWEST_ADOPTERS = 2  # the variance between adopters needs two


@dataclass(frozen=True)
class PooledEffect:
    """Mean effects (windows), their covariance and basis. `own_covariance` is that of a single organisation.

    `part_of_regions` is how much of its noise cannot be told from that of whole regions: 0 where adopters lie in
    regions as the others do, 1 where they fill some of them.
    """

    effects: Floats
    covariance: Floats
    own_covariance: Floats
    adopters: int
    comparators: int
    freedom: float
    part_of_regions: float = 0.0
    _known_limits: dict[tuple[int, float], Interval] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Cache of the limits by window and level: a verdict asks for some of them three times."""

    def reach(self, parameters: Parameters, level: float | None = None) -> float:
        return interval.t_quantile(parameters.level if level is None else level, self.freedom)

    def around(self, window: int, parameters: Parameters, level: float | None = None) -> Interval:
        key = window, parameters.level if level is None else level
        if key not in self._known_limits:
            self._known_limits[key] = interval.interval_around(
                float(self.effects[window]), float(self.covariance[window, window]), self.reach(parameters, level)
            )
        return self._known_limits[key]

    def moved(self, steps: Floats) -> PooledEffect:
        """The same effect as if so much had been added to every adopter's, by window."""
        return replace(self, effects=self.effects + steps[: len(self.effects)])

    def share(self, parameters: Parameters, level: float | None = None) -> Interval | None:
        """The last window's effect as a share of the first's."""
        ends = self.covariance[FIRST_AND_LAST][:, FIRST_AND_LAST]
        return interval.share_retained(self.effects[FIRST_AND_LAST], ends, self.reach(parameters, level))


def pool_fits(panel: MeasurePanel, fits: Sequence[CounterfactualFit]) -> PooledEffect | None:
    """Pool the fits of several months of adoption over the same windows; None with fewer than two adopters."""
    adopters = sum(len(fit.adopters) for fit in fits)
    if adopters < FEWEST_ADOPTERS:
        return None
    effects = np.concatenate([fit.effects for fit in fits])
    mean = effects.mean(axis=0)
    comparators = min(len(fit.comparators) for fit in fits)
    # the noise of one organisation, from the comparators and from the adopters around their own mean
    apart = effects - mean
    noise = sum(len(fit.adopters) / adopters * fit.covariance for fit in fits)
    freedom = comparators - REGRESSION_TERMS + adopters - 1
    within_organisation = ((comparators - REGRESSION_TERMS) * noise + apart.T @ apart) / freedom
    influence, residuals, weights = _of_comparators(panel, fits, adopters)
    alone = within_organisation / adopters + influence.T @ influence
    balance, sizes = _weigh_regions(panel, fits, weights, adopters)
    present = np.isfinite(residuals[:, 0])
    regions = panel.region_places[present]
    shared = share_between_regions(residuals[present], regions) * float(balance @ balance)
    groups = int(np.count_nonzero(np.bincount(regions)))
    left = satterthwaite_freedom(float(alone[0, 0]), freedom, float(shared[0, 0]), groups - 1)
    part = _part_of_regions(balance, sizes, 1 / adopters + float(weights @ weights))
    return PooledEffect(mean, alone + shared, within_organisation, adopters, comparators, left, part)


def satterthwaite_freedom(alone: float, freedom: int, shared: float, groups: int) -> float:
    """Degrees of freedom for the sum of two variances (Satterthwaite, Biometrics Bull 1946;2:110)."""
    if shared <= 0:
        return freedom
    return (alone + shared) ** 2 / (alone**2 / freedom + shared**2 / max(groups, 1))


def _of_comparators(
    panel: MeasurePanel, fits: Sequence[CounterfactualFit], adopters: int
) -> tuple[Floats, Floats, Floats]:
    """Over all organisations: each comparator's contribution to the mean effect, mean residual and weight."""
    size, windows = len(panel.organisations), fits[0].effects.shape[1]
    influence, weights = np.zeros((size, windows)), np.zeros(size)
    residuals, times = np.zeros((size, windows)), np.zeros(size)
    for fit in fits:
        share = fit.weights.sum(axis=0) / adopters
        influence[fit.comparators] -= share[:, None] * fit.residuals
        weights[fit.comparators] += share
        residuals[fit.comparators] += len(fit.adopters) * fit.residuals
        times[fit.comparators] += len(fit.adopters)
    with np.errstate(invalid="ignore"):
        return influence, residuals / times[:, None], weights


def _weigh_regions(
    panel: MeasurePanel, fits: Sequence[CounterfactualFit], weights: Floats, adopters: int
) -> tuple[Floats, Places]:
    """By region: its share of the adopters less that of what they are compared with, and its organisations in use."""
    regions = panel.region_places
    everyone = np.concatenate([fit.adopters for fit in fits])
    is_used = weights != 0
    is_used[everyone] = True
    groups = int(regions.max()) + 1
    balance = np.bincount(regions[everyone], minlength=groups) / adopters
    balance = balance - np.bincount(regions, weights=weights, minlength=groups)
    return balance, np.bincount(regions[is_used], minlength=groups)


def _part_of_regions(balance: Floats, sizes: Places, total: float) -> float:
    """How much of the mean effect's variance comes from means of regions, if organisations move independently.

    `total` is that variance in multiples of one organisation's. By Cauchy's inequality the part is 1 at most.
    """
    if not (sizes > 1).any():
        return 0.0  # every organisation is a region of its own, so regions are not known
    return float((balance**2 / np.maximum(sizes, 1)).sum()) / total


def share_between_regions(residuals: Floats, regions: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    """Covariance shared by organisations of a region: one-way variance components, none below zero."""
    every_count = np.bincount(regions)
    is_present = every_count > 0
    counts = every_count[is_present]
    groups, size, windows = len(counts), len(residuals), residuals.shape[1]
    if groups < 2 or size <= groups:
        return np.zeros((windows, windows))
    sums = np.column_stack([np.bincount(regions, weights=residuals[:, window]) for window in range(windows)])
    centres = sums[is_present] / counts[:, None]
    within = residuals - centres[(np.cumsum(is_present) - 1)[regions]]
    mean_within = within.T @ within / (size - groups)
    mean_between = (centres * counts[:, None]).T @ centres / (groups - 1)
    per_group = (size - (counts**2).sum() / size) / (groups - 1)
    values, vectors = np.linalg.eigh((mean_between - mean_within) / per_group)
    shared: Floats = (vectors * np.maximum(values, 0)) @ vectors.T
    return shared


def needed_to_see(variance_of_one: float, comparators: int, worthwhile: float, reach: float) -> int | None:
    """The number of adopters that would show a worthwhile gain with 80% power; None where no number would."""
    allowed = (worthwhile / (reach + interval.POWER_80)) ** 2 - variance_of_one / comparators
    return max(FEWEST_ADOPTERS, int(np.ceil(variance_of_one / allowed))) if allowed > 0 else None
