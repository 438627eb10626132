"""A funnel plot: shares against their denominators, within limits that allow for over-dispersion."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from reports.charts.scale import AxisScale, scale_around
from reports.formatting import short_number

CURVES = (("lower_998", "l3"), ("upper_998", "l3"), ("lower_95", "l2"), ("upper_95", "l2"))


@dataclass(frozen=True)
class FunnelDot:
    """One organisation: its share, its denominator, and the limits at that size."""

    code: str
    name: str
    value: float
    denominator: float
    position: str
    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float

    @property
    def is_outside(self) -> bool:
        return self.position.endswith("998")


def _make_scales(ordered: list[FunnelDot]) -> tuple[AxisScale, AxisScale]:
    """The scale across, of denominators, and the scale of the shares."""
    wide = scale_around([0.0, ordered[-1].denominator], floor=0.0, ticks=5)
    values = [value for dot in ordered for value in (dot.value, dot.lower_95, dot.upper_95)]
    return wide, scale_around(values, ceiling=1.0, floor=0.0)


def place_dots(dots: list[FunnelDot]) -> list[tuple[FunnelDot, float, float]]:
    """Each dot from left to right, with its place from the left and from the top in per cent."""
    ordered = sorted(dots, key=lambda dot: dot.denominator)
    wide, high = _make_scales(ordered)
    return [
        (dot, round(100 - wide.place(dot.denominator) / 10, 2), round(high.place(dot.value) / 10, 2)) for dot in ordered
    ]


def funnel_chart(dots: list[FunnelDot], centre: float, unit: str) -> str:
    """Draw the two SVGs of a funnel plot; the limits are drawn from dot to dot."""
    ordered = sorted(dots, key=lambda dot: dot.denominator)
    wide, high = _make_scales(ordered)

    def across(value: float) -> float:
        return round(1000 - wide.place(value), 1)

    curves = ""
    for name, css in CURVES:
        places = [(across(dot.denominator), _clip_to_scale(getattr(dot, name), high)) for dot in ordered]
        curves += f'<path class="{css}" d="M{"L".join(f"{x} {y}" for x, y in places)}"/>'
    kinds: dict[str, list[str]] = {"pin": [], "phi": [], "plo": []}
    for dot in ordered:
        kind = "pin" if not dot.is_outside else "phi" if dot.position.startswith("above") else "plo"
        kinds[kind].append(f"M{across(dot.denominator)} {high.place(dot.value)}h{'.4' if kind == 'plo' else '0'}")
    points = "".join(f'<path class="{kind}" d="{"".join(paths)}"/>' for kind, paths in kinds.items() if paths)
    grid = "".join(f"M0 {high.place(tick)}H1000" for tick in high.ticks)
    marks = f'<path class="grid" d="{grid}"/>{curves}<path class="mean" d="M0 {high.place(centre)}H1000"/>{points}'
    return (
        f'<svg class="m" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">{marks}</svg>'
        f'<svg class="x" aria-hidden="true">{_funnel_labels(ordered, wide, high, centre, unit)}</svg>'
    )


def _clip_to_scale(value: float, scale: AxisScale) -> float:
    return scale.place(min(max(value, scale.low), scale.high))


def _funnel_labels(ordered: list[FunnelDot], wide: AxisScale, high: AxisScale, centre: float, unit: str) -> str:
    parts = [
        f'<text class="yl" x="-8" y="{high.place(tick) / 10:.2f}%">{short_number(tick, unit, high.step)}</text>'
        for tick in high.ticks
    ]
    for at, tick in enumerate(wide.ticks):
        css, words = ("xl alt" if at % 2 else "xl"), short_number(tick, "count", wide.step)
        parts.append(f'<text class="{css}" x="{100 - wide.place(tick) / 10:.2f}%" y="100%">{words}</text>')
    last = ordered[-1]
    value = escape(short_number(centre, unit, 0.001))
    parts.append(
        f'<text class="rl mean" x="100%" y="{high.place(centre) / 10:.2f}%"><tspan class="w">All </tspan>{value}</text>'
    )
    upper = _clip_to_scale(last.upper_998, high) / 10
    if high.place(centre) / 10 - upper > 8:
        parts.append(f'<text class="rl" x="100%" y="{upper:.2f}%">99.8%<tspan class="w"> limit</tspan></text>')
    return "".join(parts)
