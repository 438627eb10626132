"""A line of the last months, small enough for a table cell."""

from __future__ import annotations

from datetime import date

from reports.charts.control import CLASS_OF
from reports.charts.months import month_ordinal
from reports.charts.scale import scale_around
from reports.data.records import SeriesRecord

WIDTH, HEIGHT, MONTHS = 148, 34, 36


def sparkline_chart(series: SeriesRecord, label: str, months: int | None = MONTHS, mark: date | None = None) -> str:
    """Draw the last months, or all, as an SVG with a line at `mark`; `label` describes it and the caller escapes it."""
    end = month_ordinal(series.last.month)
    months = months or end - month_ordinal(series.points[0].month) + 1
    points = [point for point in series.points if end - month_ordinal(point.month) < months]
    if len(points) < 2:
        return ""
    scale = scale_around([point.value for point in points], floor=0.0)
    step = (WIDTH - 8) / max(months - 1, 1)
    path, dots, before = "", {"im": "", "co": "", "ne": ""}, -1
    for point in points:
        ordinal = month_ordinal(point.month)
        x = round(WIDTH - 4 - (end - ordinal) * step, 1)
        y = round(3 + scale.place(point.value) / 1000 * (HEIGHT - 6), 1)
        path += f"{'L' if ordinal - before == 1 else 'M'}{x} {y}"
        before = ordinal
        kind = CLASS_OF.get(point.variation)
        if kind in dots:
            dots[kind] += f"M{x} {y}h{'.2' if kind != 'im' else '0'}"
    marks = "".join(f'<path class="{kind}" d="{path_data}"/>' for kind, path_data in dots.items() if path_data)
    return (
        f'<svg class="sp" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f'{_mark_line(mark, end, step)}<path class="line" d="{path}"/>{marks}'
        f'<path class="cc" d="M{WIDTH - 4} {y}h0"/></svg>'
    )


def _mark_line(mark: date | None, end: int, step: float) -> str:
    if mark is None:
        return ""
    return f'<path class="phase" d="M{WIDTH - 4 - (end - month_ordinal(mark) + 0.5) * step:.1f} 0V{HEIGHT}"/>'
