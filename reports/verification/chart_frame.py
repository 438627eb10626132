"""Where the months and the values of a chart lie, as read from its dots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ROUNDING = 0.11
"""Places across are rounded to a tenth of a thousandth of the width."""
HEIGHT_SLACK = 0.25
"""Of a thousandth of the height: the line and both dots from which its value is read are each rounded to a tenth."""


@dataclass(frozen=True)
class ChartFrame:
    """Where months and values lie: the first month's ordinal, the width of a month, and the line of heights."""

    first: int
    width: float
    origin: float
    slope: float
    reach: tuple[float, float]
    """The lowest and the highest value of the dots, between which a height is read most exactly."""

    def across(self, ordinal: float) -> float:
        return (ordinal - self.first) * self.width

    def lies_at(self, height: float, value: float) -> bool:
        """Whether a height is that of a value; far beyond the dots their rounding weighs more."""
        low, high = self.reach
        far = max(low - value, value - high, 0.0) / (high - low)
        return abs(height - (self.origin + self.slope * value)) <= HEIGHT_SLACK + 0.1 * far


def ordinal_of(month: date) -> int:
    return month.year * 12 + month.month - 1
