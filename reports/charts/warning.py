"""The early warning: the level month by month against the lowest that is expected while the gain holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.charts.frame import WIDTH, Place, dots, grid, line, path, picture, text, whole
from reports.charts.months import ordinal
from reports.charts.scale import around


@dataclass(frozen=True)
class Level:
    """A month's level and the lowest expected, as printed."""

    month: date
    value: float
    low: float | None
    is_warning: bool


def warning(found: Sequence[Level], end: str = "Lowest ") -> str:
    """`end` is what the line of what is expected is called: of some measures less is better."""
    first, last = ordinal(found[0].month), ordinal(found[-1].month)
    width = WIDTH / max(last - first, 1)
    lows = [one.low for one in found if one.low is not None]
    scale = around([0.0, *(one.value for one in found), *lows])

    def place(one: Level, value: float) -> Place:
        return (ordinal(one.month) - first) * width, scale.place(value)

    lines, labels = grid(scale, [whole(tick) for tick in scale.ticks])
    marks = lines + path("zero", f"M0 {scale.place(0)}H{WIDTH}")
    marks += path("lims", line(place(one, one.low) for one in found if one.low is not None))
    marks += path("line", line(place(one, one.value) for one in found))
    marks += path("cc", dots(place(one, one.value) for one in found if not one.is_warning))
    marks += path("co", dots((place(one, one.value) for one in found if one.is_warning), ".4"))
    for at, one in ((0, found[0]), (100, found[-1])):
        labels += text("xl", float(at), "100%", f"{one.month:%b %Y}")
    if lows:
        labels += text("rl", "100%", scale.place(lows[-1]) / 10, "expected", end)
    return picture(marks, labels)
