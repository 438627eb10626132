"""Confidence limits for an effect, and for the share retained, which is a ratio of two effects."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from scipy.special import stdtrit

from transforms.gain.panel import Floats

Estimate = TypeVar("Estimate", float, Floats)
"""One effect, or an array of them."""
POWER_80 = 0.8416212335729143
"""Standard normal quantile of a power of 80%."""


@dataclass(frozen=True)
class Interval:
    """An estimate with its one-sided limits; a limit may be infinite."""

    estimate: float
    lower: float
    upper: float


@lru_cache(maxsize=4096)  # most calls repeat: the degrees of freedom without regions are whole numbers
def t_quantile(level: float, freedom: float) -> float:
    """The upper quantile of Student's t, for a one-sided level."""
    return float(stdtrit(freedom, 1 - level))


def interval_around(estimate: float, variance: float, reach: float) -> Interval:
    half = reach * math.sqrt(variance)
    return Interval(estimate, estimate - half, estimate + half)


def hull(intervals: Sequence[Interval]) -> Interval:
    """The mean estimate with the widest limits: what is claimed of it is claimed of every interval."""
    return Interval(
        sum([interval.estimate for interval in intervals]) / len(intervals),
        min([interval.lower for interval in intervals]),
        max([interval.upper for interval in intervals]),
    )


def share_retained(effects: Floats, covariance: Floats, reach: float) -> Interval | None:
    """The second effect as a share of the first with Fieller's limits, or None where the first may be zero.

    `effects` (2), `covariance` (2 x 2), `reach` the t quantile. The limits are the roots R of
    (g² - q²Sgg)R² - 2(gc - q²Sgc)R + (c² - q²Scc) = 0 (Fieller, J R Stat Soc B 1954;16:175).
    """
    gain, current = float(effects[0]), float(effects[1])
    spread = reach * reach * covariance
    square = gain * gain - float(spread[0, 0])
    if gain <= 0 or square <= 0:
        return None
    product = gain * current - float(spread[0, 1])
    rest = current * current - float(spread[1, 1])
    half = math.sqrt(max(0.0, product * product - square * rest)) / square
    return Interval(current / gain, product / square - half, product / square + half)


def by_rank(estimate: Estimate, residuals: Floats, level: float) -> Estimate:
    """A distribution-free lower limit: the effect less a high residual of the comparators.

    With m comparators it is the k-th highest, k = level x (m + 1) rounded down: an organisation without an effect that
    is otherwise like them lies above it in at most that share of cases. Minus infinity with too few comparators.
    """
    place = int(level * (len(residuals) + 1))
    return estimate - (float(np.sort(residuals)[-place]) if place else math.inf)


def rank_probability(estimate: Estimate, residuals: Floats) -> Estimate:
    """The share of organisations without the practice that do as well, counting the organisation itself."""
    as_well = len(residuals) - np.searchsorted(np.sort(residuals), estimate, side="left")
    return (1 + as_well) / (1 + len(residuals))


def minimum_detectable(variance: float, reach: float) -> float:
    """The smallest gain that would be detected with 80% power."""
    return (reach + POWER_80) * math.sqrt(variance)
