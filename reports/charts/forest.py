"""A forest plot in a table: one small picture per row, all on one axis."""

from __future__ import annotations

from collections.abc import Iterable

from reports.charts.frame import dot_path, format_tick, svg_path, svg_picture, svg_text
from reports.charts.scale import AxisScale, scale_around

Ends = tuple[float, float, float]
"""An estimate and its lower and upper limits, as printed."""


def forest_axis(all_ends: Iterable[Ends]) -> AxisScale:
    """An axis that covers zero and every estimate; limits beyond 2.5 times the largest estimate are cut."""
    ends = list(all_ends)
    values = [value for value, _, _ in ends]
    reach = max(max(abs(value) for value in values) * 2.5, 1.0) if values else 1.0
    limits = [min(max(end, -reach), reach) for _, *both in ends for end in both]
    return scale_around([0.0, *values, *limits], ticks=5)


def horizontal_place(scale: AxisScale, value: float) -> float:
    """The horizontal place of a value; one beyond the axis is put at its end."""
    return round(1000 - scale.place(min(max(value, scale.low), scale.high)), 1)


def forest_row(scale: AxisScale, ends: Ends | None, css: str) -> str:
    """Draw one row; only the zero line where there is no estimate."""
    zero = svg_path("zero", f"M{horizontal_place(scale, 0)} 0V1000")
    if ends is None:
        return svg_picture(zero, "")
    value, lower, upper = (horizontal_place(scale, end) for end in ends)
    if css == "pooled":
        middle = f"M{lower} 500L{value} 220L{upper} 500L{value} 780z"
        return svg_picture(zero + svg_path("diamond", middle), "")
    bar = svg_path(f"reach {css}", f"M{lower} 500H{upper}")
    square = css in ("bad", "poor")
    return svg_picture(
        zero
        + bar
        + svg_path(f"est {css}{' sq' if square else ''}", dot_path([(value, 500)], "0.4" if square else "0")),
        "",
    )


def forest_ticks(scale: AxisScale) -> str:
    """Draw the axis, for the table header."""
    marks = "".join(
        svg_text("ax" if at % 2 == 0 else "ax alt", horizontal_place(scale, tick) / 10, "50%", format_tick(tick))
        for at, tick in enumerate(scale.ticks)
    )
    return svg_picture("", marks)
