"""The same pooled effects as `pooled.py`, in many draws at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transforms.gain.counterfactual import REGRESSION_TERMS
from transforms.gain.drawn_fits import DrawnFits, multiply_windows
from transforms.gain.panel import Flags, Floats, Places
from transforms.gain.pooled import PooledEffect, satterthwaite_freedom


@dataclass(frozen=True)
class _Comparators:
    """By draw and organisation: contribution to the mean effect and mean residual (by window), weight, presence."""

    influence: Floats
    residuals: Floats
    weights: Floats
    is_present: Flags


def pool_draws(regions: Places, fits: Sequence[DrawnFits], windows: int) -> list[PooledEffect]:
    """Pool the fits of several months over the first `windows` windows, for each draw."""
    counts = np.array([some.adopters for some in fits])
    adopters = counts.sum(axis=0)
    mean = np.sum([_sum_effects(some, windows) for some in fits], axis=0) / adopters[:, None]
    apart = np.sum([_spread_of_effects(some, mean) for some in fits], axis=0)
    noise = np.sum(
        [
            (count / adopters)[:, None, None] * some.covariance[:, :windows, :windows]
            for some, count in zip(fits, counts, strict=True)
        ],
        axis=0,
    )
    sizes = np.where(counts > 0, np.array([some.comparators for some in fits]), len(regions) + 1).min(axis=0)
    freedom = sizes - REGRESSION_TERMS + adopters - 1
    within = ((sizes - REGRESSION_TERMS)[:, None, None] * noise + apart) / freedom[:, None, None]
    others = _describe_comparators(fits, counts, adopters, windows)
    alone = within / adopters[:, None, None] + multiply_windows(others.influence)
    shared, groups = _shared_by_region(regions, fits, others, adopters)
    first = alone[:, 0, 0].tolist(), freedom.tolist(), shared[:, 0, 0].tolist(), (groups - 1).tolist()
    left = [satterthwaite_freedom(*of_draw) for of_draw in zip(*first, strict=True)]
    counted = adopters.tolist(), sizes.tolist(), left
    return [PooledEffect(*of_draw) for of_draw in zip(mean, alone + shared, within, *counted, strict=True)]


def _sum_effects(fits: DrawnFits, windows: int) -> Floats:
    sums: Floats = np.einsum("wdo,do->dw", fits.effects[:windows], fits.is_adopter.astype(np.float64))
    return sums


def _spread_of_effects(fits: DrawnFits, mean: Floats) -> Floats:
    return multiply_windows((fits.effects[: mean.shape[1]] - mean.T[:, :, None]) * fits.is_adopter)


def _describe_comparators(fits: Sequence[DrawnFits], counts: Places, adopters: Places, windows: int) -> _Comparators:
    shape = fits[0].weight_sums.shape
    influence, sums = np.zeros((windows, *shape)), np.zeros((windows, *shape))
    weights, times = np.zeros(shape), np.zeros(shape)
    # added up one by one: an array of all months at once does not fit into the processor's cache
    for some, count in zip(fits, counts, strict=True):
        share, residuals = some.weight_sums / adopters[:, None], some.residuals[:windows]
        influence -= share * residuals
        sums += count[:, None] * residuals
        weights += share
        times += count[:, None] * some.is_comparator
    return _Comparators(influence, sums / np.maximum(times, 1), weights, times > 0)


def _shared_by_region(
    regions: Places, fits: Sequence[DrawnFits], others: _Comparators, adopters: Places
) -> tuple[Floats, Places]:
    """The variance added by regions, and how many regions it is estimated from, by draw."""
    lies_in = (regions[:, None] == np.arange(int(regions.max()) + 1)).astype(np.float64)
    is_adopter = np.sum([some.is_adopter for some in fits], axis=0)
    balance = (is_adopter @ lies_in) / adopters[:, None] - others.weights @ lies_in
    moved, groups = _between_regions(lies_in, others)
    return moved * (balance**2).sum(axis=1)[:, None, None], groups


def _between_regions(lies_in: Floats, others: _Comparators) -> tuple[Floats, Places]:
    present = others.is_present.astype(np.float64)
    counts = present @ lies_in
    size, groups = present.sum(axis=1), (counts > 0).sum(axis=1)
    centres = (others.residuals * present) @ lies_in / np.maximum(counts, 1)
    within = multiply_windows((others.residuals - centres @ lies_in.T) * present)
    mean_within = within / np.maximum(size - groups, 1)[:, None, None]
    between = np.einsum("idg,jdg->dij", centres * counts, centres) / np.maximum(groups - 1, 1)[:, None, None]
    per_group = (size - (counts**2).sum(axis=1) / size) / np.maximum(groups - 1, 1)
    is_known = (groups >= 2) & (size > groups)
    apart = (between - mean_within) / np.where(is_known, per_group, 1.0)[:, None, None]
    values, vectors = np.linalg.eigh(apart)
    shared = (vectors * np.maximum(values, 0)[:, None, :]) @ vectors.transpose(0, 2, 1)
    return np.where(is_known[:, None, None], shared, 0.0), groups
