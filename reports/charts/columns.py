"""Areas as columns, highest first, with the overall share as a line; and a single share as a bar."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.frame import WIDTH, svg_grid, svg_path, svg_picture, svg_text
from reports.charts.scale import scale_around


def column_chart(values: Sequence[float], mine: int | None, whole: float | None, name: str, words: str) -> str:
    """Draw the columns; `mine` is the index of the highlighted column, `name` its label, `words` the line's label."""
    scale = scale_around([0.0, 0.1, *values, *([] if whole is None else [whole])], floor=0.0, ceiling=1.0)
    width, base = WIDTH / len(values), scale.place(0)
    bars, own = "", ""
    for at, value in enumerate(values):
        left, right = (at + 0.1) * width, (at + 0.9) * width
        bar = f"M{left:.1f} {base}V{min(scale.place(value), base - 4)}H{right:.1f}V{base}z"
        bars, own = (bars, bar) if at == mine else (bars + bar, own)
    lines, labels = svg_grid(scale, [f"{tick * 100:g}%" for tick in scale.ticks])
    marks = lines + svg_path("cb", bars) + svg_path("ch", own)
    if whole is not None:
        marks += svg_path("avg", f"M0 {scale.place(whole)}H{WIDTH}")
        labels += svg_text("rl", "100%", scale.place(whole) / 10, words)
    if mine is not None:
        labels += svg_text("own", (mine + 0.5) * width / 10, max(scale.place(values[mine]) / 10, 3), name)
    return svg_picture(marks, labels)


def share_bar(share: float, css: str = "") -> str:
    """A share as a bar from the left, for a table cell."""
    length = round(min(max(share, 0.0), 1.0) * WIDTH, 1)
    return svg_picture(
        svg_path("rail", f"M0 200H{WIDTH}V800H0z") + svg_path(f"fill {css}".strip(), f"M0 200H{length}V800H0z"), ""
    )
