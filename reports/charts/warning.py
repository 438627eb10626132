"""The early warning: the level by month against the lowest level expected while the gain lasts."""

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


def warning_chart(levels: Sequence[WarningLevel], end: str = "Lowest ") -> str:
    """Draw the levels; `end` labels the line of the expected limit, since less is better for some measures."""
    first, last = month_ordinal(levels[0].month), month_ordinal(levels[-1].month)
    width = WIDTH / max(last - first, 1)
    lows = [level.low for level in levels if level.low is not None]
    scale = scale_around([0.0, *(level.value for level in levels), *lows])

    def place(level: WarningLevel, value: float) -> Place:
        return (month_ordinal(level.month) - first) * width, scale.place(value)

    lines, labels = svg_grid(scale, [format_tick(tick) for tick in scale.ticks])
    marks = lines + svg_path("zero", f"M0 {scale.place(0)}H{WIDTH}")
    marks += svg_path("lims", line_path(place(level, level.low) for level in levels if level.low is not None))
    marks += svg_path("line", line_path(place(level, level.value) for level in levels))
    marks += svg_path("cc", dot_path(place(level, level.value) for level in levels if not level.is_warning))
    marks += svg_path("co", dot_path((place(level, level.value) for level in levels if level.is_warning), ".4"))
    for at, level in ((0, levels[0]), (100, levels[-1])):
        labels += svg_text("xl", float(at), "100%", f"{level.month:%b %Y}")
    if lows:
        labels += svg_text("rl", "100%", scale.place(lows[-1]) / 10, "expected", end)
    return svg_picture(marks, labels)
