"""A forest plot whose rows are rows of a table: one small picture a row, all on one axis."""

from __future__ import annotations

from collections.abc import Iterable

from reports.charts.frame import dots, path, picture, text, whole
from reports.charts.scale import Scale, around

Ends = tuple[float, float, float]
"""An estimate, its lower and its upper limit, as printed."""


def axis(found: Iterable[Ends]) -> Scale:
    """An axis that holds every estimate and none at all; limits far beyond the others are cut."""
    ends = list(found)
    values = [value for value, _, _ in ends]
    reach = max(max(abs(value) for value in values) * 2.5, 1.0) if values else 1.0
    limits = [min(max(end, -reach), reach) for _, *both in ends for end in both]
    return around([0.0, *values, *limits], ticks=5)


def across(scale: Scale, value: float) -> float:
    """From left to right; what lies beyond the axis stands at its end."""
    return round(1000 - scale.place(min(max(value, scale.low), scale.high)), 1)


def row(scale: Scale, found: Ends | None, css: str) -> str:
    """The picture of one row; the zero line alone where there is no estimate."""
    zero = path("zero", f"M{across(scale, 0)} 0V1000")
    if found is None:
        return picture(zero, "")
    value, lower, upper = (across(scale, one) for one in found)
    if css == "pooled":
        middle = f"M{lower} 500L{value} 220L{upper} 500L{value} 780z"
        return picture(zero + path("diamond", middle), "")
    bar = path(f"reach {css}", f"M{lower} 500H{upper}")
    square = css in ("bad", "poor")
    return picture(
        zero + bar + path(f"est {css}{' sq' if square else ''}", dots([(value, 500)], "0.4" if square else "0")), ""
    )


def ticks(scale: Scale) -> str:
    """The axis itself, for the head of the table."""
    marks = "".join(
        text("ax" if at % 2 == 0 else "ax alt", across(scale, tick) / 10, "50%", whole(tick))
        for at, tick in enumerate(scale.ticks)
    )
    return picture("", marks)
