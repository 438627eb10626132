"""The pooled effect in each reading of the months just before adoption: with them, and without them.

Nobody knows what those months were. If figures dipped by chance, or the practice began before its registered month, to
adjust for them misleads; if the adopters were already rising, to leave them out does (docs/gain.md has the figures). So
a gain is claimed only where both readings show it, and the limits are the hull of both. A dip that lasts longer than
the quarter that the second leaves out misleads both: where adopters had moved before adoption, there is a third.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from transforms.gain.interval import Interval, hull
from transforms.gain.panel import Floats
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import PooledEffect


@dataclass(frozen=True)
class PooledReadings:
    """The reading with the months just before adoption, and the one without; None where too little came before.

    `without_nine_months` leaves out as many as a dip may last; it counts only where adopters had moved in them.
    """

    with_quarter: PooledEffect
    without_quarter: PooledEffect | None
    without_nine_months: PooledEffect | None = None
    _known_limits: dict[tuple[int, float], Interval] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Cache of the limits by window and level."""

    @cached_property
    def all(self) -> tuple[PooledEffect, ...]:
        readings = (self.with_quarter, self.without_quarter, self.without_nine_months)
        return tuple(reading for reading in readings if reading is not None)

    def move(self, steps: Floats) -> PooledReadings:
        """The same as if so much had been added to every adopter's effects, by window."""
        early, far = self.without_quarter, self.without_nine_months
        return PooledReadings(
            self.with_quarter.moved(steps),
            None if early is None else early.moved(steps),
            None if far is None else far.moved(steps),
        )

    @property
    def adopters(self) -> int:
        return self.with_quarter.adopters

    @property
    def comparators(self) -> int:
        return min(reading.comparators for reading in self.all)

    @property
    def effects(self) -> Floats:
        """The mean of the readings, by window."""
        means: Floats = np.mean([reading.effects for reading in self.all], axis=0)
        return means

    @property
    def widest(self) -> PooledEffect:
        """The reading that is less sure of the gain."""
        return max(self.all, key=lambda reading: float(reading.covariance[0, 0]))

    def around(self, window: int, parameters: Parameters) -> Interval:
        key = window, parameters.level
        if key not in self._known_limits:
            self._known_limits[key] = hull([reading.around(window, parameters) for reading in self.all])
        return self._known_limits[key]

    def share(self, parameters: Parameters) -> Interval | None:
        """The last window's effect as a share of the first's; None where it is undefined in any reading."""
        shares = [share for reading in self.all if (share := reading.share(parameters)) is not None]
        if len(shares) < len(self.all):
            return None
        limits, effects = hull(shares), self.effects
        return Interval(float(effects[-1] / effects[0]), limits.lower, limits.upper)

    def share_floor(self, parameters: Parameters) -> float:
        """The lower limit of the share at the level of weak evidence; minus infinity where it has none."""
        shares = [reading.share(parameters, parameters.weak_level) for reading in self.all]
        return min(-math.inf if share is None else share.lower for share in shares)

    def shows_late_gain(self, parameters: Parameters) -> bool:
        """Whether every reading shows a gain in the last window, at the level for the latest year alone.

        Half that level where adopters had moved before adoption: the third reading is then all that rules out a dip.
        At the whole level 9% of dips of nine months were claimed (fifteen adopters), most of them by the latest year.
        """
        level = parameters.late_level / (1 if self.without_nine_months is None else 2)
        return all(reading.around(-1, parameters, level).lower > 0 for reading in self.all)

    def disagree(self, parameters: Parameters) -> bool:
        """Whether one reading shows a gain and another does not."""
        return len({reading.around(0, parameters).lower > 0 for reading in self.all}) > 1
