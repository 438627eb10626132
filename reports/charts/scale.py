"""An axis: round ticks around the values, and the place of a value between them."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class AxisScale:
    """Maps a value to a place between 0 (top) and 1000 (bottom)."""

    low: float
    high: float
    step: float

    def place(self, value: float) -> float:
        return round(1000 * (self.high - value) / (self.high - self.low), 1)

    @property
    def ticks(self) -> list[float]:
        first = math.ceil(self.low / self.step - 1e-9)
        last = math.floor(self.high / self.step + 1e-9)
        return [round(number * self.step, 10) for number in range(first, last + 1)]


def scale_around(
    values: list[float], *, ceiling: float | None = None, floor: float | None = None, ticks: int = 5
) -> AxisScale:
    """A scale around the values with about `ticks` ticks, within `floor` and `ceiling` if given."""
    low, high = min(values), max(values)
    if high - low < 1e-12:
        margin = abs(high) * 0.1 or 1.0
        low, high = low - margin, high + margin
    step = _round_step((high - low) / ticks)
    low, high = low - step * 0.3, high + step * 0.3
    if floor is not None:
        low = max(low, floor)
    if ceiling is not None:
        high = min(high, ceiling)
    if high <= low:
        high = low + step
    return AxisScale(low, high, step)


def _round_step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    return next(factor * size for factor in (1, 2, 2.5, 5, 10) if rough <= factor * size * 1.0001)
