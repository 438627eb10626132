"""Whether drawn adopters had moved before adoption: as `lead_in.py` and `trend_before.py`, in many draws at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from transforms.gain import interval
from transforms.gain.counterfactual import REGRESSION_TERMS
from transforms.gain.drawn_fits import DrawnFits
from transforms.gain.drawn_pools import pool_draws
from transforms.gain.lead_in import has_moved
from transforms.gain.panel import Flags, Floats, MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import FEWEST_ADOPTERS, PooledEffect
from transforms.gain.trend_before import TREND_LEVEL, find_p_value, find_slopes


def find_moved_adopters(lead_in: DrawnFits, parameters: Parameters) -> Flags:
    """Which adopters (draws x organisations) had moved by more than chance, up or down, in any of the spans."""
    variances = np.diagonal(lead_in.covariance, axis1=1, axis2=2).T[:, :, None] * (1 + lead_in.leverage)
    freedom = (lead_in.comparators - REGRESSION_TERMS).astype(np.float64).tolist()
    reach = np.array([interval.t_quantile(parameters.level, max(count, 1.0)) for count in freedom])
    moved: Flags = lead_in.is_adopter & np.any(np.abs(lead_in.effects) > reach[:, None] * np.sqrt(variances), axis=0)
    return moved


def find_moved_draws(panel: MeasurePanel, lead_ins: Sequence[DrawnFits], draws: int, parameters: Parameters) -> Flags:
    """In which draws all adopters together had."""
    return _ask_pools(panel, lead_ins, draws, lambda pooled: has_moved(pooled, parameters))


def find_moving_draws(panel: MeasurePanel, adopted: Places, run: int, parameters: Parameters) -> Flags:
    """In which draws the adopters up to the run were moving apart from the others before they adopted."""
    months = np.unique(adopted[adopted <= run]).tolist()
    fits = [_fit_slopes(panel, adopted, int(month), parameters) for month in months]
    return _ask_pools(panel, fits, len(adopted), _is_moving)


def _is_moving(pooled: PooledEffect) -> bool:
    p_value = find_p_value(pooled)
    return p_value is not None and p_value < TREND_LEVEL


def _ask_pools(
    panel: MeasurePanel, fits: Sequence[DrawnFits], draws: int, question: Callable[[PooledEffect], bool]
) -> Flags:
    """The answer of each draw; no with fewer than two adopters."""
    answers = np.zeros(draws, dtype=bool)
    if not fits:
        return answers
    is_enough = np.sum([some.adopters for some in fits], axis=0) >= FEWEST_ADOPTERS
    if is_enough.any():
        pooled = pool_draws(panel.region_places, [some.of_draws(is_enough) for some in fits], len(fits[0].effects))
        answers[is_enough] = [question(effect) for effect in pooled]
    return answers


def _fit_slopes(panel: MeasurePanel, adopted: Places, month: int, parameters: Parameters) -> DrawnFits:
    """The slopes over the baseline, without adjustment for the starting level."""
    slopes = find_slopes(panel, month, parameters)
    complete = np.isfinite(slopes)
    is_comparator, is_adopter = (adopted > month) & complete, (adopted == month) & complete
    counts = is_comparator.sum(axis=1)
    known, part = np.where(complete, slopes, 0.0), 1 / np.maximum(counts, 2)[:, None]
    effects: Floats = known - (is_comparator @ known)[:, None] * part
    own_scale = np.broadcast_to(1 / np.sqrt(1 - part), effects.shape)
    fits = DrawnFits(
        is_adopter=is_adopter,
        is_comparator=is_comparator,
        effects=effects[None],
        residuals=(effects * own_scale * is_comparator)[None],
        own_scale=own_scale,
        leverage=np.broadcast_to(part, effects.shape),
        weight_sums=is_adopter.sum(axis=1)[:, None] * part * is_comparator,
        alike=np.zeros(effects.shape, dtype=np.int64),
    )
    return fits.only_in(counts >= parameters.fewest_comparators)
