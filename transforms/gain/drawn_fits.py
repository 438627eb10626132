"""The same fits as `counterfactual.py` for one month of adoption in many draws at once, which share their figures.

Calibration tries the method on hundreds of draws of one panel. Draws differ only in who adopts, so that their sums over
comparators are products of one matrix; one by one they took two thirds of the time of all verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from transforms.gain.counterfactual import FULL_LEVERAGE, NO_INFORMATION, REGRESSION_TERMS
from transforms.gain.panel import Flags, Floats, Places


@dataclass(frozen=True)
class DrawnFits:
    """The fits of one month: (draws x organisations), with windows as a first axis where it says so.

    Windows are first because there are one or two: as the last axis they made most steps take four times as long.
    `effects` (by window) are read where `is_adopter`, `residuals` (by window) are zero but where `is_comparator`.
    `own_scale` is what a comparator's own leverage scales its residual by. `weight_sums` add up the comparators' shares
    in the predictions of the month's adopters.
    """

    is_adopter: Flags
    is_comparator: Flags
    effects: Floats
    residuals: Floats
    own_scale: Floats
    leverage: Floats
    weight_sums: Floats
    alike: Places

    @cached_property
    def adopters(self) -> Places:
        counts: Places = self.is_adopter.sum(axis=1)
        return counts

    @cached_property
    def comparators(self) -> Places:
        counts: Places = self.is_comparator.sum(axis=1)
        return counts

    @cached_property
    def covariance(self) -> Floats:
        """By draw (windows x windows), of one organisation's change without the practice."""
        freedom = np.maximum(self.comparators - REGRESSION_TERMS, 1)
        shared: Floats = multiply_windows(self.residuals) / freedom[:, None, None]
        return shared

    def of_draws(self, is_included: Flags) -> DrawnFits:
        """The fits of these draws alone."""
        if is_included.all():
            return self
        return DrawnFits(**{name: getattr(self, name)[..., is_included, :] for name in self.__dataclass_fields__})

    def only_in(self, is_included: Flags) -> DrawnFits:
        """The same fits, without adopters in the other draws."""
        included = is_included[:, None]
        return replace(self, is_adopter=self.is_adopter & included, weight_sums=self.weight_sums * included)

    def choose_draws(self, is_chosen: Flags, other: DrawnFits) -> DrawnFits:
        """These fits in the chosen draws, and the other ones in the rest."""
        if is_chosen.all():
            return self
        return DrawnFits(
            **{
                name: np.where(is_chosen[:, None], getattr(self, name), getattr(other, name))
                for name in self.__dataclass_fields__
            }
        )


@dataclass(frozen=True)
class DrawnStart:
    """What the fits of one month in every draw take from before adoption; the same for every window after.

    `baseline` is a mean for each organisation, `complete` which have every window; `design` the regression terms, and
    `inverse` that of their products by draw; the others as in `DrawnFits`.
    """

    baseline: Floats
    complete: Flags
    is_adopter: Flags
    is_comparator: Flags
    design: Floats
    inverse: Floats
    own_scale: Floats
    leverage: Floats
    weight_sums: Floats
    alike: Places

    @cached_property
    def counted(self) -> Floats:
        """1 where an organisation is compared with, by draw."""
        return self.is_comparator.astype(np.float64)

    @cached_property
    def scale_of_residuals(self) -> Floats:
        scale: Floats = self.own_scale * self.counted
        return scale

    def fit(self, after: Floats) -> DrawnFits:
        """The fits over windows after adoption (organisations x windows)."""
        change = np.where(self.complete[:, None], after - self.baseline[:, None], 0.0)
        coefficients = self.inverse @ _sums_of_products(self.counted, self.design, change)
        unexplained = change.T[:, None, :] - coefficients.transpose(2, 0, 1) @ self.design.T
        return DrawnFits(
            self.is_adopter,
            self.is_comparator,
            unexplained,
            unexplained * self.scale_of_residuals,
            self.own_scale,
            self.leverage,
            self.weight_sums,
            self.alike,
        )


def is_complete(baseline: Floats, recent: Floats, after: Floats) -> Flags:
    complete: Flags = np.isfinite(baseline) & np.isfinite(recent) & np.isfinite(after).all(axis=1)
    return complete


def find_drawn_start(
    baseline: Floats, recent: Floats, complete: Flags, is_adopter: Flags, is_untouched: Flags
) -> DrawnStart:
    """`is_adopter` and `is_untouched` are draws x organisations, the others as in `fit_counterfactual`."""
    is_comparator, is_assessed = is_untouched & complete, is_adopter & complete
    design = _design(baseline, recent, complete)
    counted = is_comparator.astype(np.float64)
    inverse = _invert(_sums_of_products(counted, design, design))
    leverage = inverse.reshape(len(inverse), -1) @ _multiply_terms(design, design).T
    asked = (is_assessed.astype(np.float64) @ design)[:, None, :] @ inverse
    return DrawnStart(
        baseline,
        complete,
        is_assessed,
        is_comparator,
        design,
        inverse,
        1 / np.sqrt(1 - np.minimum(leverage, FULL_LEVERAGE)),
        leverage,
        (asked @ design.T)[:, 0, :] * counted,
        _count_alike(baseline, counted),
    )


def _design(baseline: Floats, recent: Floats, complete: Flags) -> Floats:
    """The regression terms; where they are centred matters little, as long as it is roughly the same place."""
    known = baseline[complete]
    level = (baseline - known.mean()) / (float(known.std()) or 1.0)
    lately = recent - baseline
    terms = np.column_stack([np.ones(len(baseline)), level, level**2, lately - lately[complete].mean()])
    return np.where(complete[:, None], terms, 0.0)


def _sums_of_products(counted: Floats, left: Floats, right: Floats) -> Floats:
    """For each draw, the sum over its comparators of left times right."""
    sums: Floats = (counted @ _multiply_terms(left, right)).reshape(len(counted), left.shape[1], right.shape[1])
    return sums


def _multiply_terms(left: Floats, right: Floats) -> Floats:
    """Every term of the left times every term of the right, by organisation."""
    products: Floats = (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)
    return products


def multiply_windows(values: Floats) -> Floats:
    """By draw, the sum over organisations of every window times every window."""
    products: Floats = np.einsum("ido,jdo->dij", values, values)
    return products


def _invert(matrices: Floats) -> Floats:
    values, vectors = np.linalg.eigh(matrices)
    usable = values > NO_INFORMATION * values[:, -1:]
    parts = np.where(usable, 1 / np.where(usable, values, 1.0), 0.0)
    inverse: Floats = (vectors * parts[:, None, :]) @ vectors.transpose(0, 2, 1)
    return inverse


def _count_alike(baseline: Floats, counted: Floats) -> Places:
    """For each organisation, the comparators that started no higher, or no lower if those are fewer."""
    order = np.argsort(baseline)
    ordered = baseline[order]
    # running sums in the order of the baseline: a product with a matrix of comparisons takes ten times as long
    sums = np.cumsum(np.column_stack([np.zeros(len(counted)), counted[:, order]]), axis=1)
    lower = sums[:, np.searchsorted(ordered, baseline, side="right")]
    higher = sums[:, -1:] - sums[:, np.searchsorted(ordered, baseline, side="left")]
    fewer: Places = np.minimum(lower, higher).astype(np.int64)
    return fewer
