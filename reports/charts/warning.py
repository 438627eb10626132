"""The early warning: the level month by month against the lowest that is expected while the gain holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.charts.frame import (
    WIDTH,
    Place,
    dot_path,
    format_tick,
    line_path,
    svg_grid,
    svg_path,
    svg_picture,
    svg_text,
)
from reports.charts.months import month_ordinal
from reports.charts.scale import scale_around


@dataclass(frozen=True)
class WarningLevel:
    """A month's level and the lowest expected, as printed."""

    month: date
    value: float
    low: float | None
    is_warning: bool


def warning_chart(found: Sequence[WarningLevel], end: str = "Lowest ") -> str:
    """`end` is what the line of what is expected is called: of some measures less is better."""
    first, last = month_ordinal(found[0].month), month_ordinal(found[-1].month)
    width = WIDTH / max(last - first, 1)
    lows = [one.low for one in found if one.low is not None]
    scale = scale_around([0.0, *(one.value for one in found), *lows])

    def place(one: WarningLevel, value: float) -> Place:
        return (month_ordinal(one.month) - first) * width, scale.place(value)

    lines, labels = svg_grid(scale, [format_tick(tick) for tick in scale.ticks])
    marks = lines + svg_path("zero", f"M0 {scale.place(0)}H{WIDTH}")
    marks += svg_path("lims", line_path(place(one, one.low) for one in found if one.low is not None))
    marks += svg_path("line", line_path(place(one, one.value) for one in found))
    marks += svg_path("cc", dot_path(place(one, one.value) for one in found if not one.is_warning))
    marks += svg_path("co", dot_path((place(one, one.value) for one in found if one.is_warning), ".4"))
    for at, one in ((0, found[0]), (100, found[-1])):
        labels += svg_text("xl", float(at), "100%", f"{one.month:%b %Y}")
    if lows:
        labels += svg_text("rl", "100%", scale.place(lows[-1]) / 10, "expected", end)
    return svg_picture(marks, labels)
