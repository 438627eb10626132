"""What a point's signals are called: its rule, its label, and what that means for the direction of its measure.

Points have few different combinations of signals, so each combination is named once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.spc.phase_points import PhaseCharts, PhasePoints
from transforms.spc.point_rules import PointSignals

RADIX = 4
"""The number of values of a signal: -1, 0, 1 and 2."""


@dataclass(frozen=True)
class PointKind:
    """A combination of signals, with the rule set and the direction by which it is named."""

    is_outside: int
    is_trend: int
    is_two_of_three: int
    is_shift: int
    side: int
    trend_direction: int
    direction: int
    shift_points: int
    trend_points: int

    @property
    def rule(self) -> str | None:
        """The first rule that the point meets, in the order of precedence; None for common cause."""
        answers = {
            "outside": self.is_outside,
            "trend": self.is_trend,
            "two_of_three": self.is_two_of_three,
            "shift": self.is_shift,
        }
        return next((rule for rule, answer in answers.items() if answer == 1), None)

    @property
    def label(self) -> str:
        where = "Above" if self.side == 1 else "Below"
        trend = "Increasing" if self.signal == 1 else "Decreasing"
        labels = {
            None: "Common Cause",
            "outside": f"{where} {'UCL' if self.side == 1 else 'LCL'}",
            "trend": f"{self.trend_points} Point Trend ({trend})",
            "two_of_three": f"2 in 3 {where} CL",
            "shift": f"{self.shift_points} Points {where} CL",
        }
        return labels[self.rule]

    @property
    def side_signal(self) -> int:
        """The side of the mean, where a rule other than a trend speaks."""
        return self.side if 1 in (self.is_outside, self.is_two_of_three, self.is_shift) else 0

    @property
    def signal(self) -> int:
        """The direction that the label speaks of."""
        return self.trend_direction if self.is_trend and self.is_outside != 1 else self.side_signal

    @property
    def variation(self) -> str:
        if self.signal == 0:
            return "common_cause"
        if self.direction == 0:
            return f"special_cause_neutral_{'high' if self.signal == 1 else 'low'}"
        is_better = self.signal == self.direction
        return f"special_cause_{'improvement' if is_better else 'concern'}"

    @property
    def is_high(self) -> bool:
        """Counts every rule that the point meets, not only the one it is named after."""
        return 1 in (self.trend_direction, self.side_signal)

    @property
    def is_low(self) -> bool:
        return -1 in (self.trend_direction, self.side_signal)


@dataclass(frozen=True)
class PointKinds:
    """The different kinds of points, and the number of each point's kind."""

    kinds: tuple[PointKind, ...]
    numbers: np.ndarray


def find_kinds(points: PhasePoints, signals: PointSignals, charts: PhaseCharts) -> PointKinds:
    """Find the different kinds of points."""
    named_by, chart_numbers = np.unique(
        np.stack([charts.direction, charts.shift_points, charts.trend_points]), axis=1, return_inverse=True
    )
    parts = (
        signals.is_outside,
        signals.is_trend,
        signals.is_two_of_three,
        signals.is_shift,
        signals.side,
        signals.trend_direction,
    )
    codes = points.spread(chart_numbers.reshape(-1).astype(np.int32))
    for part in parts:
        codes = codes * RADIX + (part + 1)
    present = np.flatnonzero(np.bincount(codes))
    numbers = np.zeros(present.max(initial=0) + 1, np.int32)
    numbers[present] = np.arange(len(present))
    kinds = tuple(_decode_kind(int(code), named_by.T.tolist(), len(parts)) for code in present)
    return PointKinds(kinds, numbers[codes])


def _decode_kind(code: int, named_by: list[list[int]], parts: int) -> PointKind:
    signals = []
    for _ in range(parts):
        code, remainder = divmod(code, RADIX)
        signals.append(remainder - 1)
    return PointKind(*reversed(signals), *named_by[code])
