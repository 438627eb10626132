"""Step curves: gains not lost, and adoption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.charts.frame import (
    WIDTH,
    Place,
    band_path,
    line_path,
    step_band,
    step_path,
    svg_grid,
    svg_path,
    svg_picture,
    svg_text,
)
from reports.charts.months import month_ordinal
from reports.charts.scale import AxisScale, scale_around


@dataclass(frozen=True)
class SurvivalStep:
    """A share in a month, with its limits if any."""

    at: int
    value: float
    lower: float
    upper: float
    at_risk: int = 0


def survival_curve(steps: Sequence[SurvivalStep]) -> str:
    """Draw the share of gains not lost by months since confirmation, with the numbers at risk below."""
    scale = AxisScale(0.0, 1.0, 0.25)
    last = max(steps[-1].at, 1)

    def places(name: str) -> list[Place]:
        return [(step.at / last * WIDTH, scale.place(getattr(step, name))) for step in steps]

    lines, labels = svg_grid(scale, [f"{tick * 100:.0f}%" for tick in scale.ticks])
    marks = svg_path("band", step_band(places("upper"), places("lower"))) + lines
    marks += svg_path("half", f"M0 {scale.place(0.5)}H{WIDTH}") + svg_path("curve", step_path(places("value")))
    shown = [step for step in steps if step.at % (12 if last > 18 else 6) == 0]
    for step in shown:
        labels += svg_text("xl", step.at / last * 100, "100%", str(step.at))
        labels += svg_text("xl two", step.at / last * 100, "100%", str(step.at_risk))
    return svg_picture(marks, labels)


@dataclass(frozen=True)
class AdoptionMonth:
    """The share that had adopted by a month; a fitted share has limits."""

    month: date
    value: float
    lower: float = 0.0
    upper: float = 0.0


def adoption_curve(
    seen: Sequence[AdoptionMonth],
    fitted: Sequence[AdoptionMonth],
    names: tuple[str, str],
    england: Sequence[AdoptionMonth] = (),
) -> str:
    """Draw coverage by month, with the fitted curve and its forecast dashed."""
    everyone = [*seen, *fitted, *england]
    first, last = (month_ordinal(end([month_point.month for month_point in everyone])) for end in (min, max))
    top = max([0.1, *(max(month_point.value, month_point.upper) for month_point in everyone)])
    scale = scale_around([0.0, top], floor=0.0, ceiling=1.0)
    width = WIDTH / max(last - first, 1)

    def places(ones: Sequence[AdoptionMonth], name: str = "value") -> list[Place]:
        return [
            ((month_ordinal(month_point.month) - first) * width, scale.place(getattr(month_point, name)))
            for month_point in ones
        ]

    lines, labels = svg_grid(scale, [f"{tick * 100:g}%" for tick in scale.ticks])
    marks = svg_path("band", band_path(places(fitted, "upper"), places(fitted, "lower"))) + lines
    marks += (
        svg_path("other", step_path(places(england)))
        + svg_path("fit", line_path(places(fitted)))
        + svg_path("curve", step_path(places(seen)))
    )
    labels += _year_labels(first, last)
    end = places(seen)[-1]
    labels += svg_text("rl mean", "100%" if end[0] > 999 else end[0] / 10, end[1] / 10, names[0])
    if england:
        labels += svg_text("rl", "100%", _move_labels_apart(places(england)[-1][1], end[1]) / 10, names[1])
    return svg_picture(marks, labels)


def _move_labels_apart(place: float, other: float, least: float = 70) -> float:
    """The place of a label, moved away from the other where they would overlap."""
    if abs(place - other) >= least:
        return place
    return other + least if other + least <= 1000 and place >= other else max(other - least, 0)


def _year_labels(first: int, last: int) -> str:
    years = [year for year in range(first // 12, last // 12 + 2) if first <= year * 12 <= last]
    every = max(1, -(-len(years) // 8))
    return "".join(
        svg_text(
            "xl alt" if at % 2 else "xl", (year * 12 - first) / max(last - first, 1) * 100, "100%", str(year), "Jan "
        )
        for at, year in enumerate(years[::every])
    )
