"""The verdict's overlay on a control chart: adoption, the compared windows, and the comparators' mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.charts.frame import WIDTH, line_path, svg_path, svg_text
from reports.charts.months import month_ordinal
from reports.charts.scale import AxisScale
from reports.formatting import short_month

SHORT = {"before": "Before", "first": "Year 1", "now": "Now"}
"""Short names of the windows for narrow screens."""


@dataclass(frozen=True)
class ChartWindow:
    """Months from `first` to `last` inclusive; `name` is short."""

    css: str
    name: str
    first: date
    last: date


@dataclass(frozen=True)
class WindowOverlay:
    """An overlay on a control chart, on the chart's scale."""

    adopted: date
    windows: Sequence[ChartWindow]
    comparators: Mapping[date, float]

    def marks(self, scale: AxisScale, first: int, width: float) -> str:
        """Marks above the limits and behind the line: windows as shading and brackets, the others' mean, adoption."""
        svg = ""
        for window in self.windows:
            left, right = self._ends(window, first, width)
            svg += svg_path(f"win {window.css}", f"M{left} 0H{right}V1000H{left}z")
            svg += svg_path(f"brk {window.css}", f"M{left + 1:.1f} 1000H{right - 1:.1f}")
        known = sorted((month, value) for month, value in self.comparators.items() if month_ordinal(month) >= first)
        places = [((month_ordinal(month) - first) * width, scale.place(value)) for month, value in known]
        svg += svg_path("others", line_path(place for place in places if place[0] <= WIDTH + 0.1))
        place = self._adoption(first, width)
        return svg + (svg_path("adopt", f"M{place:.1f} 0V1000") if place >= 0 else "")

    def labels(self, first: int, width: float) -> str:
        # adoption may be earlier than the first month that is drawn
        place = max(self._adoption(first, width) / 10, 0.0)
        earlier = ", before these months" if self._adoption(first, width) < 0 else ""
        svg = svg_text(
            f"fl{' fe' if place > 70 else ' fs' if place < 30 else ''}",
            place,
            "0",
            f"{short_month(self.adopted)}{earlier}",
            "Adopted ",
        )
        for window in self.windows:
            left, right = self._ends(window, first, width)
            if right - left > 70:
                svg += svg_text("ph", (left + right) / 20, "100%", window.name, narrow=SHORT.get(window.css, ""))
        return svg

    def _adoption(self, first: int, width: float) -> float:
        return (month_ordinal(self.adopted) - first) * width

    @staticmethod
    def _ends(window: ChartWindow, first: int, width: float) -> tuple[float, float]:
        """From half a month before the first month to half a month after the last, within the picture."""
        left = (month_ordinal(window.first) - first - 0.5) * width
        right = (month_ordinal(window.last) - first + 0.5) * width
        return round(min(max(left, 0.0), WIDTH), 1), round(min(max(right, 0.0), WIDTH), 1)
