"""Curves that go by steps: gains not lost, and adoption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.charts.frame import WIDTH, Place, band, grid, line, path, picture, step_band, steps, text
from reports.charts.months import ordinal
from reports.charts.scale import Scale, around


@dataclass(frozen=True)
class Step:
    """A share in a month, with its limits where it has any."""

    at: int
    value: float
    lower: float
    upper: float
    at_risk: int = 0


def survival(found: Sequence[Step]) -> str:
    """The share of gains not lost by months since they were confirmed, with the numbers at risk below."""
    scale = Scale(0.0, 1.0, 0.25)
    last = max(found[-1].at, 1)

    def places(name: str) -> list[Place]:
        return [(step.at / last * WIDTH, scale.place(getattr(step, name))) for step in found]

    lines, labels = grid(scale, [f"{tick * 100:.0f}%" for tick in scale.ticks])
    marks = path("band", step_band(places("upper"), places("lower"))) + lines
    marks += path("half", f"M0 {scale.place(0.5)}H{WIDTH}") + path("curve", steps(places("value")))
    shown = [step for step in found if step.at % (12 if last > 18 else 6) == 0]
    for step in shown:
        labels += text("xl", step.at / last * 100, "100%", str(step.at))
        labels += text("xl two", step.at / last * 100, "100%", str(step.at_risk))
    return picture(marks, labels)


@dataclass(frozen=True)
class Month:
    """The share that has adopted by a month; fitted with its limits where there is a fit."""

    month: date
    value: float
    lower: float = 0.0
    upper: float = 0.0


def adoption(
    seen: Sequence[Month], fitted: Sequence[Month], names: tuple[str, str], england: Sequence[Month] = ()
) -> str:
    """Coverage month by month; dashed, the fitted curve and where it leads."""
    everyone = [*seen, *fitted, *england]
    first, last = (ordinal(end([one.month for one in everyone])) for end in (min, max))
    top = max([0.1, *(max(one.value, one.upper) for one in everyone)])
    scale = around([0.0, top], floor=0.0, ceiling=1.0)
    width = WIDTH / max(last - first, 1)

    def places(ones: Sequence[Month], name: str = "value") -> list[Place]:
        return [((ordinal(one.month) - first) * width, scale.place(getattr(one, name))) for one in ones]

    lines, labels = grid(scale, [f"{tick * 100:g}%" for tick in scale.ticks])
    marks = path("band", band(places(fitted, "upper"), places(fitted, "lower"))) + lines
    marks += (
        path("other", steps(places(england))) + path("fit", line(places(fitted))) + path("curve", steps(places(seen)))
    )
    labels += _years(first, last)
    end = places(seen)[-1]
    labels += text("rl mean", "100%" if end[0] > 999 else end[0] / 10, end[1] / 10, names[0])
    if england:
        labels += text("rl", "100%", _apart(places(england)[-1][1], end[1]) / 10, names[1])
    return picture(marks, labels)


def _apart(place: float, other: float, least: float = 70) -> float:
    """Moved away from the other label where they would cover each other."""
    if abs(place - other) >= least:
        return place
    return other + least if other + least <= 1000 and place >= other else max(other - least, 0)


def _years(first: int, last: int) -> str:
    years = [year for year in range(first // 12, last // 12 + 2) if first <= year * 12 <= last]
    every = max(1, -(-len(years) // 8))
    return "".join(
        text("xl alt" if at % 2 else "xl", (year * 12 - first) / max(last - first, 1) * 100, "100%", str(year), "Jan ")
        for at, year in enumerate(years[::every])
    )
