"""A line of the last months, small enough for a table cell."""

from __future__ import annotations

from reports.charts.control import CLASS_OF
from reports.charts.months import month_ordinal
from reports.charts.scale import scale_around
from reports.data.records import SeriesRecord

WIDTH, HEIGHT, MONTHS = 148, 34, 36


def sparkline_chart(series: SeriesRecord, label: str) -> str:
    """Draw the last 36 months as an SVG; `label` describes it and is escaped by the caller."""
    end = month_ordinal(series.last.month)
    points = [point for point in series.points if end - month_ordinal(point.month) < MONTHS]
    if len(points) < 2:
        return ""
    scale = scale_around([point.value for point in points], floor=0.0)
    step = (WIDTH - 8) / (MONTHS - 1)
    path, dots, before = "", {"im": "", "co": "", "ne": ""}, None
    for point in points:
        x = round(WIDTH - 4 - (end - month_ordinal(point.month)) * step, 1)
        y = round(3 + scale.place(point.value) / 1000 * (HEIGHT - 6), 1)
        path += f"{'L' if before is not None and month_ordinal(point.month) - before == 1 else 'M'}{x} {y}"
        before = month_ordinal(point.month)
        kind = CLASS_OF.get(point.variation)
        if kind:
            dots[kind] += f"M{x} {y}h{'.2' if kind != 'im' else '0'}"
    marks = "".join(f'<path class="{kind}" d="{path_data}"/>' for kind, path_data in dots.items() if path_data)
    return (
        f'<svg class="sp" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f'<path class="line" d="{path}"/>{marks}<path class="cc" d="M{WIDTH - 4} {y}h0"/></svg>'
    )
