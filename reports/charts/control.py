"""The chart of one series: its line, any limits, special causes by colour and shape, and the standard.

Marks are in an SVG that stretches with the page; labels are in a second one, placed in per cent, so that letters keep
their size. Missing months are a gap in the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from reports.charts.labels import chart_labels, phase_marks
from reports.charts.months import WIDTH, month_ordinal, months_across, standard_spans
from reports.charts.peer_layer import peer_lines
from reports.charts.scale import AxisScale, scale_around
from reports.data.mergers import merger_marks
from reports.data.peer_levels import PeerLevels
from reports.data.records import SeriesPoint, SeriesRecord

CLASS_OF = {
    "special_cause_improvement": "im",
    "special_cause_concern": "co",
    "special_cause_neutral_high": "ne",
    "special_cause_neutral_low": "ne",
    "not_judged": "un",
}


def scale_of(series: SeriesRecord) -> AxisScale:
    """A scale that covers the values, the limits and the standards of these months."""
    values = [point.value for point in series.points]
    values += [limit for point in series.points for limit in (point.lower, point.upper) if limit is not None]
    first, last = series.points[0].month, series.last.month
    values += [
        standard.value
        for standard in series.standards
        if standard.from_month <= last and (standard.to_month is None or standard.to_month >= first)
    ]
    ceiling = 1.0 if series.measure.unit == "share" else None
    return scale_around(values, ceiling=ceiling, floor=0.0)


def control_chart(series: SeriesRecord, peers: PeerLevels | None = None) -> str:
    """The two SVGs of a series of at least two months; the levels of its peers are behind it."""
    scale = scale_of(series)
    first, width = months_across(series)
    places = [
        (round((month_ordinal(point.month) - first) * width, 1), scale.place(point.value)) for point in series.points
    ]
    marks = [
        _limit_lines(series, scale, first, width),
        peer_lines(peers, series, scale) if peers else "",
        _grid_lines(scale),
        _standard_lines(series, scale, first, width),
        _merger_lines(series, first, width),
        _phase_lines(series, first, width),
        _incomplete_marks(series, first, width),
        f'<path class="line" d="{_value_line(series.points, places)}"/>',
        _value_dots(series.points, places),
        # a wide dot under a narrower white one makes a ring that does not stretch
        _last_point_ring(series.last, *places[-1]),
    ]
    words = chart_labels(series, scale, first, width)
    box = f'viewBox="0 0 {WIDTH} 1000" preserveAspectRatio="none"'
    return (
        f'<svg class="m" {box} aria-hidden="true">{"".join(marks)}</svg><svg class="x" aria-hidden="true">{words}</svg>'
    )


def _grid_lines(scale: AxisScale) -> str:
    return f'<path class="grid" d="{"".join(f"M0 {scale.place(tick)}H{WIDTH}" for tick in scale.ticks)}"/>'


def _value_line(points: tuple[SeriesPoint, ...], places: list[tuple[float, float]]) -> str:
    parts, before = [], -1
    for point, (x, y) in zip(points, places, strict=True):
        ordinal = month_ordinal(point.month)
        parts.append(f"{'L' if ordinal - before == 1 else 'M'}{x} {y}")
        before = ordinal
    return "".join(parts)


def _value_dots(points: tuple[SeriesPoint, ...], places: list[tuple[float, float]]) -> str:
    kinds: dict[str, list[str]] = {"un": [], "cc": [], "ne": [], "im": [], "co": []}
    for point, (x, y) in zip(points, places, strict=True):
        # a zero-length path with a cap is a dot that does not stretch; square caps need some length to be printed
        kind = CLASS_OF.get(point.variation, "cc")
        kinds[kind].append(f"M{x} {y}h{'.4' if kind in ('co', 'ne') else '0'}")
    return "".join(f'<path class="{kind}" d="{"".join(dots)}"/>' for kind, dots in kinds.items() if dots)


def _last_point_ring(last: SeriesPoint, x: float, y: float) -> str:
    kind = CLASS_OF.get(last.variation, "cc")
    dot = f"M{x} {y}h{'.4' if kind in ('co', 'ne') else '0'}"
    return "".join(f'<path class="{css}" d="{dot}"/>' for css in (f"ring-out {kind}", f"ring-in {kind}", kind))


def _iterate_phases(series: SeriesRecord) -> Iterator[tuple[list[SeriesPoint], float, float]]:
    first, width = months_across(series)
    for _, group in groupby(series.points, key=lambda point: point.phase):
        points = list(group)
        yield (
            points,
            (month_ordinal(points[0].month) - first) * width,
            (month_ordinal(points[-1].month) - first) * width,
        )


def _limit_lines(series: SeriesRecord, scale: AxisScale, first: int, width: float) -> str:
    band, lines, means = "", "", ""
    for points, start, end in _iterate_phases(series):
        if points[0].mean is not None:
            means += f"M{start:.1f} {scale.place(points[0].mean)}H{end:.1f}"
        for some, left, right in _limit_steps(points, start, end, first, width):
            lower, upper = some.lower, some.upper
            if lower is None or upper is None:
                continue
            top = scale.place(min(upper, scale.high))
            bottom = scale.place(max(lower, scale.low))
            band += f"M{left:.1f} {top}H{right:.1f}V{bottom}H{left:.1f}z"
            lines += f"M{left:.1f} {top}H{right:.1f}M{left:.1f} {bottom}H{right:.1f}"
    marks = (("band", band), ("lims", lines), ("mean", means))
    return "".join(f'<path class="{css}" d="{path}"/>' for css, path in marks if path)


def _limit_steps(
    points: list[SeriesPoint], start: float, end: float, first: int, width: float
) -> Iterator[tuple[SeriesPoint, float, float]]:
    """Constant limits as one step with its ends, others as one step a month."""
    if len({(point.lower, point.upper) for point in points}) == 1:
        yield points[0], start, end
        return
    for point in points:
        middle = (month_ordinal(point.month) - first) * width
        yield point, max(start, middle - width / 2), min(end, middle + width / 2)


def _standard_lines(series: SeriesRecord, scale: AxisScale, first: int, width: float) -> str:
    path = "".join(
        f"M{(start - first) * width:.1f} {scale.place(standard.value)}H{(end - first) * width:.1f}"
        for standard, start, end in standard_spans(series)
    )
    return f'<path class="tgt" d="{path}"/>' if path else ""


def _merger_lines(series: SeriesRecord, first: int, width: float) -> str:
    """A dotted line before each month in which another organisation merged into this one."""
    path = "".join(
        f"M{(month_ordinal(month) - first - 0.5) * width:.1f} 0V1000"
        for month, _ in merger_marks(series.mergers, series.points[0].month, series.last.month)
    )
    return f'<path class="joint" d="{path}"/>' if path else ""


def _phase_lines(series: SeriesRecord, first: int, width: float) -> str:
    """A dashed line before each month in which a phase of the reading aid begins."""
    path = "".join(f"M{(month_ordinal(month) - first - 0.5) * width:.1f} 0V1000" for month, _ in phase_marks(series))
    return f'<path class="phase" d="{path}"/>' if path else ""


def _incomplete_marks(series: SeriesRecord, first: int, width: float) -> str:
    """A short mark at the foot of each month whose total lacks an organisation."""
    shown = {point.month for point in series.points}
    path = "".join(
        f"M{(month_ordinal(gap.month) - first) * width:.1f} 1000v-35" for gap in series.gaps if gap.month in shown
    )
    return f'<path class="lack" d="{path}"/>' if path else ""
