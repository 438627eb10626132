"""Shared parts of the practice charts: two SVGs (marks that stretch, labels that keep their size), grid and ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from reports.charts.scale import AxisScale

WIDTH = 1000
Place = tuple[float, float]


def svg_picture(marks: str, labels: str) -> str:
    box = f'viewBox="0 0 {WIDTH} 1000" preserveAspectRatio="none"'
    return f'<svg class="m" {box} aria-hidden="true">{marks}</svg><svg class="x" aria-hidden="true">{labels}</svg>'


def svg_path(css: str, d: str) -> str:
    return f'<path class="{css}" d="{d}"/>' if d else ""


def svg_text(css: str, x: float | str, y: float | str, words: str, wide: str = "", narrow: str = "") -> str:
    """A label; numbers are per cent of the plot. The `wide` part is hidden on narrow screens.

    With `narrow`, that text is shown instead of the words.
    """
    if narrow:
        return svg_text(css, x, y, "", words).replace("</text>", f'<tspan class="nw">{escape(narrow)}</tspan></text>')
    across, down = (place if isinstance(place, str) else f"{place:.2f}%" for place in (x, y))
    more = f'<tspan class="w">{escape(wide)}</tspan>' if wide else ""
    return f'<text class="{css}" x="{across}" y="{down}">{more}{escape(words)}</text>'


def svg_grid(scale: AxisScale, words: Sequence[str]) -> tuple[str, str]:
    """The grid lines at the ticks, with their labels on the left."""
    lines = "".join(f"M0 {scale.place(tick)}H{WIDTH}" for tick in scale.ticks)
    labels = "".join(
        svg_text("yl", "-8", scale.place(tick) / 10, word) for tick, word in zip(scale.ticks, words, strict=True)
    )
    return svg_path("grid", lines), labels


def line_path(places: Iterable[Place]) -> str:
    return "".join(f"{'L' if at else 'M'}{x:.1f} {y:.1f}" for at, (x, y) in enumerate(places))


def step_path(places: Sequence[Place]) -> str:
    """A line that keeps its level until the next place."""
    if not places:
        return ""
    return f"M{places[0][0]:.1f} {places[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in places[1:])


def band_path(upper: Sequence[Place], lower: Sequence[Place]) -> str:
    return f"{line_path(upper)}{line_path(list(lower)[::-1]).replace('M', 'L', 1)}z" if upper else ""


def step_band(upper: Sequence[Place], lower: Sequence[Place]) -> str:
    """A band with stepped edges."""
    if not upper:
        return ""
    down = list(lower)[::-1]
    back = f"L{down[0][0]:.1f} {down[0][1]:.1f}" + "".join(f"V{y:.1f}H{x:.1f}" for x, y in down[1:])
    return f"{step_path(upper)}{back}z"


def dot_path(places: Iterable[Place], length: str = "0") -> str:
    """Zero-length paths with a cap: dots that do not stretch; squares need some length to be printed."""
    return "".join(f"M{x:.1f} {y:.1f}h{length}" for x, y in places)


def format_tick(tick: float) -> str:
    """A tick with its sign and only the digits it needs."""
    number = f"{abs(tick):g}"
    return number if number == "0" else f"{'+' if tick > 0 else '−'}{number}"
