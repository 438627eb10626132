"""The evidence on all adopters together, from the pools of their first year and of their latest."""

from __future__ import annotations

import math
from dataclasses import dataclass

from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.readings import PooledReadings
from transforms.gain.status_ladder import Evidence


@dataclass(frozen=True)
class PooledYears:
    """What the evidence is made of: the pool of all with a first year, and that of those with a second year too.

    `is_comparable`: enough comparators started alike for the latest year alone, or a harm, to count. `own_fall`: how
    far the adopters' own level fell from the first year to the latest.
    """

    gain: PooledReadings | None
    both: PooledReadings | None
    rests_on_both: bool
    is_comparable: bool
    own_fall: float
    is_moving: bool = False
    """Whether the adopters were moving apart from the others before they adopted."""

    @property
    def pooled(self) -> PooledReadings | None:
        return self.both if self.rests_on_both else self.gain

    def shows_gain(self, parameters: Parameters) -> bool:
        """Whether the evidence shows a gain."""
        pooled = self.pooled
        return pooled is not None and (pooled.around(0, parameters).lower > 0 or self._is_late_gain(parameters))

    def _is_late_gain(self, parameters: Parameters) -> bool:
        both = self.both if self.rests_on_both else None
        return both is not None and self.is_comparable and both.shows_late_gain(parameters)

    def as_evidence(self, panel: MeasurePanel, worthwhile: float, parameters: Parameters) -> Evidence:
        """The evidence, as if nothing stood in its way."""
        gain, pooled = self.gain, self.pooled
        both = self.both if self.rests_on_both else None
        limits = pooled.around(0, parameters) if pooled else None
        # where the gain may be zero in any reading there is no share of it
        share = both.share(parameters) if both and limits and limits.lower > 0 else None
        return Evidence(
            months_since=panel.washout + parameters.window_months if gain is not None else 0,
            washout=panel.washout,
            gain=limits,
            current=both.around(1, parameters) if both else None,
            share=share,
            is_provisional=False,
            obstacle="",
            worthwhile=worthwhile,
            is_disputed=pooled is not None and pooled.disagree(parameters),
            is_late_gain=self._is_late_gain(parameters),
            has_moved_before=self.is_moving,
            is_comparable=self.is_comparable,
            own_fall=self.own_fall if both else 0.0,
            share_floor=both.share_floor(parameters) if both and share else -math.inf,
        )
