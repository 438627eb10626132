"""The plain effects of every month since adoption, pooled: the fits of `plain_fit`, for all months at once.

An event study has fifty months and as many fits for each month of adoption. One by one they took four times as long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from transforms.gain.counterfactual import REGRESSION_TERMS
from transforms.gain.panel import Floats, MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import FEWEST_ADOPTERS, PooledEffect, satterthwaite_freedom, share_between_regions

NO_FIT = 1_000_000
"""In place of the number of comparators, where a month of adoption has no fit; more than there are organisations."""


@dataclass(frozen=True)
class _PoolOfMonths:
    """What the fits of all months of adoption add up to, by organisation and month since adoption, or by month.

    `effects` are those of the adopters, NaN elsewhere; `residuals` are sums over months of adoption, each times its
    adopters, which `times` counts; `influence` and `weights` are not yet divided by the number of adopters.
    """

    effects: Floats
    noise: Floats
    influence: Floats
    weights: Floats
    residuals: Floats
    times: Floats
    comparators: Places

    @classmethod
    def of_nothing(cls, organisations: int, months: int) -> _PoolOfMonths:
        shape = organisations, months
        return cls(
            effects=np.full(shape, np.nan),
            noise=np.zeros(months),
            influence=np.zeros(shape),
            weights=np.zeros(shape),
            residuals=np.zeros(shape),
            times=np.zeros(shape),
            comparators=np.full(months, NO_FIT, dtype=np.int64),
        )


def pool_months(
    panel: MeasurePanel, baselines: Mapping[int, Floats], offsets: range, parameters: Parameters
) -> Iterator[tuple[int, PooledEffect]]:
    """Yield each month since adoption with its pooled effect, where at least two adopters have one.

    `baselines` has the mean before adoption of every organisation, by month of adoption.
    """
    pool = _PoolOfMonths.of_nothing(len(panel.organisations), len(offsets))
    for adopted, baseline in baselines.items():
        _add_month_of_adoption(pool, panel, adopted, baseline, offsets, parameters)
    adopters = np.isfinite(pool.effects).sum(axis=0)
    for place in np.flatnonzero(adopters >= FEWEST_ADOPTERS).tolist():
        yield offsets[place], _pool_month(pool, panel, place, int(adopters[place]))


def _add_month_of_adoption(
    pool: _PoolOfMonths,
    panel: MeasurePanel,
    adopted: int,
    baseline: Floats,
    offsets: range,
    parameters: Parameters,
) -> None:
    """Add the fits of those that adopted in one month, in all months in which there are enough to compare with."""
    first = max(0, -(adopted + offsets.start))
    columns = np.arange(adopted + offsets.start + first, min(panel.months, adopted + offsets.stop))
    change = panel.scores[:, columns] - baseline[:, None]
    is_known = np.isfinite(change) & ~panel.left_out[columns]
    until = np.minimum(panel.adopted, panel.elsewhere)
    is_comparator = is_known & (until[:, None] > np.maximum(adopted, columns))
    is_adopter = is_known & (panel.adopted == adopted)[:, None]
    comparators, adopters = is_comparator.sum(axis=0), is_adopter.sum(axis=0)
    is_fitted = (comparators > REGRESSION_TERMS) & (comparators >= parameters.fewest_comparators) & (adopters > 0)
    at = first + np.flatnonzero(is_fitted)
    if not len(at):
        return
    change, is_comparator, is_adopter = change[:, is_fitted], is_comparator[:, is_fitted], is_adopter[:, is_fitted]
    comparators, adopters = comparators[is_fitted], adopters[is_fitted]
    apart = change - np.where(is_comparator, change, 0.0).sum(axis=0) / comparators
    residuals = np.where(is_comparator, apart, 0.0) / np.sqrt(1 - 1 / comparators)
    weights = adopters / comparators * is_comparator
    pool.effects[:, at] = np.where(is_adopter, apart, pool.effects[:, at])
    pool.noise[at] += adopters * (residuals**2).sum(axis=0) / (comparators - REGRESSION_TERMS)
    pool.influence[:, at] -= weights * residuals
    pool.weights[:, at] += weights
    pool.residuals[:, at] += adopters * residuals
    pool.times[:, at] += adopters * is_comparator
    pool.comparators[at] = np.minimum(pool.comparators[at], comparators)


def _pool_month(pool: _PoolOfMonths, panel: MeasurePanel, place: int, adopters: int) -> PooledEffect:
    """The pooled effect of one month since adoption, as `pool_fits` has it."""
    is_adopter = np.isfinite(pool.effects[:, place])
    effects, comparators = pool.effects[is_adopter, place], int(pool.comparators[place])
    mean = float(effects.mean())
    freedom = comparators - REGRESSION_TERMS + adopters - 1
    noise = float(pool.noise[place]) / adopters
    within = ((comparators - REGRESSION_TERMS) * noise + float(((effects - mean) ** 2).sum())) / freedom
    alone = within / adopters + float((pool.influence[:, place] ** 2).sum()) / adopters**2
    regions, is_present = panel.region_places, pool.times[:, place] > 0
    residuals = pool.residuals[is_present, place] / pool.times[is_present, place]
    groups = int(regions.max()) + 1
    balance = np.bincount(regions[is_adopter], minlength=groups) / adopters
    balance = balance - np.bincount(regions, weights=pool.weights[:, place] / adopters, minlength=groups)
    of_regions = share_between_regions(residuals[:, None], regions[is_present])
    shared = float(of_regions[0, 0]) * float(balance @ balance)
    present = int(np.count_nonzero(np.bincount(regions[is_present])))
    left = satterthwaite_freedom(alone, freedom, shared, present - 1)
    return PooledEffect(
        np.array([mean]), np.array([[alone + shared]]), np.array([[within]]), adopters, comparators, left
    )
