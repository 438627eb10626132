"""Effects with their limits: by month around adoption, and by year after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.frame import (
    WIDTH,
    band_path,
    dot_path,
    format_tick,
    line_path,
    svg_grid,
    svg_path,
    svg_picture,
    svg_text,
)
from reports.charts.scale import scale_around


@dataclass(frozen=True)
class EffectBar:
    """An effect as printed, with its limits; `at` is its place on the axis, `words` its caption."""

    at: int
    value: float
    lower: float
    upper: float
    words: str = ""
    narrow_words: str = ""
    """A shorter caption for narrow screens."""
    compared: float | None = None
    """What the bar is a share of, drawn as a line across it."""


def monthly_effect_chart(bars: Sequence[EffectBar], washout: int) -> str:
    """Draw an event study: the effect in each month since adoption, within its limits."""
    low, high = bars[0].at, bars[-1].at
    scale = scale_around([0.0, *(end for bar in bars for end in (bar.lower, bar.upper))])
    width = WIDTH / max(high - low, 1)

    def x(month: float) -> float:
        return round((min(max(month, low), high) - low) * width, 1)

    lines, labels = svg_grid(scale, [format_tick(tick) for tick in scale.ticks])
    before = [bar for bar in bars if bar.at < 0]
    after = [bar for bar in bars if bar.at >= 0]
    marks = svg_path("wash", f"M{x(0)} 0H{x(washout)}V1000H{x(0)}z") if washout else ""
    marks += svg_path(
        "band",
        band_path([(x(b.at), scale.place(b.upper)) for b in bars], [(x(b.at), scale.place(b.lower)) for b in bars]),
    )
    marks += lines + svg_path("zero", f"M0 {scale.place(0)}H{WIDTH}") + svg_path("adopt", f"M{x(0)} 0V1000")
    marks += svg_path("line", line_path((x(bar.at), scale.place(bar.value)) for bar in bars))
    marks += svg_path("cc", dot_path((x(bar.at), scale.place(bar.value)) for bar in before))
    marks += svg_path("im", dot_path((x(bar.at), scale.place(bar.value)) for bar in after))
    labels += "".join(
        svg_text("xl" if month % 24 == 0 else "xl alt", x(month) / 10, "100%", format_tick(month))
        for month in range(-(-low // 12) * 12, high + 1, 12)
    )
    return svg_picture(marks, labels + svg_text("fl", x(0) / 10, "0", "Adoption"))


def yearly_effect_chart(bars: Sequence[EffectBar]) -> str:
    """Draw one bar a year with its limits and a caption below."""
    scale = scale_around(
        [
            *(0.0, *(end for bar in bars for end in (bar.value, bar.lower, bar.upper))),
            *(bar.compared for bar in bars if bar.compared is not None),
        ]
    )
    width = WIDTH / len(bars)
    lines, labels = svg_grid(scale, [format_tick(tick) for tick in scale.ticks])
    zero = scale.place(0)
    columns, whiskers, compared = "", "", ""
    for at, bar in enumerate(bars):
        middle, half = (at + 0.5) * width, min(width * 0.28, 90)
        columns += f"M{middle - half:.1f} {zero}V{scale.place(bar.value)}H{middle + half:.1f}V{zero}z"
        top, bottom = scale.place(bar.upper), scale.place(bar.lower)
        whiskers += f"M{middle:.1f} {top}V{bottom}M{middle - 12:.1f} {top}h24M{middle - 12:.1f} {bottom}h24"
        if bar.compared is not None:
            compared += f"M{middle - half * 1.2:.1f} {scale.place(bar.compared)}H{middle + half * 1.2:.1f}"
        labels += svg_text("xl", middle / 10, "100%", f"Year {bar.at + 1}")
        labels += svg_text("xl two", middle / 10, "100%", bar.words, narrow=bar.narrow_words)
    marks = (
        lines
        + svg_path("cb", columns)
        + svg_path("zero", f"M0 {zero}H{WIDTH}")
        + svg_path("whisk", whiskers)
        + svg_path("avg", compared)
    )
    return svg_picture(marks, labels)
