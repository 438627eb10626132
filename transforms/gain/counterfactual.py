"""What would have happened without the practice: the change seen in organisations with the same starting level.

For one month of adoption, each comparator's change from its baseline is regressed on its baseline, the square of the
baseline, and its last months before adoption (analysis of covariance). An adopter's effect is its own change less the
change expected from its starting point. A plain difference in differences would credit organisations that adopt because
they have fallen behind with their regression to the mean; leaving out the square would still do so in part, because
those that have fallen furthest recover by more than in proportion (docs/gain.md has the figures).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from transforms.gain.panel import Flags, Floats, Places

REGRESSION_TERMS = 4
"""Constant, baseline, baseline squared, recent months."""
FULL_LEVERAGE = 1 - 1e-9  # keeps 1 - leverage, which divides, above zero
NO_INFORMATION = 1e-15
"""Part of the largest eigenvalue below which a term says nothing: the cut-off of NumPy's `pinv`."""


@dataclass(frozen=True)
class StartingPoint:
    """What a fit takes from before adoption: it is the same for every window after, while nobody else adopts.

    `terms` are the regression terms of the comparators, `inverse` that of their products, `own` the leverage of each
    comparator; the others as in `CounterfactualFit`.
    """

    adopters: Places
    comparators: Places
    terms: Floats
    inverse: Floats
    own: Floats
    leverage: Floats
    weights: Floats
    alike: Places

    def is_of(self, adopters: Places, comparators: Places) -> bool:
        return np.array_equal(self.adopters, adopters) and np.array_equal(self.comparators, comparators)

    def fit(self, change: Floats) -> CounterfactualFit:
        """The fit over windows after adoption: the change of every organisation (organisations x windows)."""
        known = change[self.comparators]
        residuals = known - self.terms @ (self.inverse @ (self.terms.T @ known))
        return CounterfactualFit(
            adopters=self.adopters,
            comparators=self.comparators,
            effects=change[self.adopters] - self.weights @ known,
            residuals=residuals / np.sqrt(1 - self.own),
            left_out_residuals=residuals / (1 - self.own),
            leverage=self.leverage,
            weights=self.weights,
            alike=self.alike,
            start=self,
        )


@dataclass(frozen=True)
class CounterfactualFit:
    """Effects of adopters and the noise of comparators, for one month of adoption.

    `effects` (adopters x windows); `residuals` (comparators x windows), each comparator predicted from the others and
    scaled to the variance of one observation; `left_out_residuals`, the same unscaled, for ranks. `leverage` is the
    extra variance of a prediction; `weights` (adopters x comparators) are the comparators' shares in each prediction.
    `alike` counts for each adopter the comparators that started no higher, or no lower if those are fewer: with very
    few, the expected change is an extrapolation. `start` is what the fit shares with other windows after adoption.
    """

    adopters: Places
    comparators: Places
    effects: Floats
    residuals: Floats
    left_out_residuals: Floats
    leverage: Floats
    weights: Floats
    alike: Places
    start: StartingPoint | None = None

    @cached_property
    def covariance(self) -> Floats:
        """Covariance (windows x windows) of one organisation's change without the practice."""
        shared: Floats = self.residuals.T @ self.residuals / self.freedom
        return shared

    @property
    def freedom(self) -> int:
        return len(self.comparators) - REGRESSION_TERMS

    @cached_property
    def known_results(self) -> dict[Any, Any]:
        """Cache of what is worked out for all adopters: a fit of the first year is read in every run after it."""
        return {}

    @cached_property
    def places(self) -> dict[int, int]:
        """The row of each adopter in `effects`."""
        return {int(adopter): place for place, adopter in enumerate(self.adopters)}


def fit_counterfactual(
    baseline: Floats,
    recent: Floats,
    after: Floats,
    before: Floats,
    adopters: Places,
    is_comparator: Flags,
    known: StartingPoint | None = None,
) -> CounterfactualFit | None:
    """Fit on the comparators with every window; None when no adopter, or too few comparators, have every window.

    `baseline`, `recent`: a mean for each organisation; `after`, `before` (organisations x windows): the window means
    and the means they are compared with, which are the baseline unless the window is part of a year; one column of
    `before` is for all windows. `known` is the
    starting point of an earlier fit on the same baseline: it is taken if it is of the same organisations.
    """
    change = after - before
    complete: Flags = np.isfinite(sum(change.T, baseline + recent))  # a sum is finite where every term is
    comparators = np.flatnonzero(is_comparator & complete)
    assessed = adopters[complete[adopters]]
    if len(comparators) <= REGRESSION_TERMS or not len(assessed):
        return None
    if known is None or not known.is_of(assessed, comparators):
        known = _find_start(baseline, recent, assessed, comparators)
    return known.fit(change)


def _find_start(baseline: Floats, recent: Floats, adopters: Places, comparators: Places) -> StartingPoint:
    design = _design_matrix(baseline, recent, comparators)
    known, asked = design[comparators], design[adopters]
    inverse = _invert_symmetric(known.T @ known)
    spread_of_asked = asked @ inverse
    return StartingPoint(
        adopters=adopters,
        comparators=comparators,
        terms=known,
        inverse=inverse,
        own=np.minimum(((known @ inverse) * known).sum(axis=1), FULL_LEVERAGE)[:, None],
        leverage=(spread_of_asked * asked).sum(axis=1),
        weights=spread_of_asked @ known.T,
        alike=_count_alike(baseline[adopters], baseline[comparators]),
    )


def _invert_symmetric(matrix: Floats) -> Floats:
    """The pseudo-inverse, by eigenvalues: for four terms in a quarter of the time of `pinv`."""
    values, vectors = np.linalg.eigh(matrix)
    usable = values > NO_INFORMATION * values[-1]
    inverse: Floats = (vectors[:, usable] / values[usable]) @ vectors[:, usable].T
    return inverse


def _design_matrix(baseline: Floats, recent: Floats, comparators: Places) -> Floats:
    """The regression terms of every organisation, centred and scaled on the comparators for numerical stability."""
    known = baseline[comparators]
    spread = float(known.std()) or 1.0
    level = (baseline - known.mean()) / spread
    lately = recent - baseline
    return np.column_stack([np.ones(len(baseline)), level, level**2, lately - lately[comparators].mean()])


def _count_alike(adopters: Floats, comparators: Floats) -> Places:
    lower = (comparators[None, :] <= adopters[:, None]).sum(axis=1)
    higher = (comparators[None, :] >= adopters[:, None]).sum(axis=1)
    fewer: Places = np.minimum(lower, higher)
    return fewer


def plain_fit(change: Floats, adopters: Places, is_comparator: Flags) -> CounterfactualFit | None:
    """The effects without adjustment for the starting level: a difference in differences."""
    complete: Flags = np.isfinite(change.sum(axis=1))
    comparators = np.flatnonzero(is_comparator & complete)
    assessed = adopters[complete[adopters]]
    count = len(comparators)
    if count <= REGRESSION_TERMS or not len(assessed):
        return None
    residuals = change[comparators] - change[comparators].mean(axis=0)
    return CounterfactualFit(
        adopters=assessed,
        comparators=comparators,
        effects=change[assessed] - change[comparators].mean(axis=0),
        residuals=residuals / np.sqrt(1 - 1 / count),
        left_out_residuals=residuals / (1 - 1 / count),
        leverage=np.full(len(assessed), 1 / count),
        weights=np.full((len(assessed), count), 1 / count),
        alike=np.full(len(assessed), count),
    )
