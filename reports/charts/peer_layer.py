"""Behind a series: the middle 80% of its peers as a band, their median and England as lines.

The scale is that of the series, so that its own months stay readable: the band ends at the edges of the chart, and
lines have gaps where they lie beyond. Places are whole thousandths, a third of a pixel: the layer is the background.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from reports.charts.months import month_ordinal, months_across
from reports.charts.scale import AxisScale
from reports.data.peer_levels import PeerLevel, PeerLevels
from reports.data.records import SeriesRecord

CLASSES = ("pb", "pm", "pe")
"""The band, the median and England."""
Line = list[tuple[int, float | None]]
"""A value, if there is one, for each ordinal of a month."""


def peer_lines(peers: PeerLevels, series: SeriesRecord, scale: AxisScale) -> str:
    """The paths of the layer over the months of the series; what lies beyond the scale is left out."""
    first, width = months_across(series)
    levels = [level for level in peers.levels if series.points[0].month <= level.month <= series.last.month]
    ordinals = [month_ordinal(level.month) - first for level in levels]
    medians = list(zip(ordinals, (level.median for level in levels), strict=True))
    england = list(zip(ordinals, (level.england for level in levels), strict=True))
    paths = (
        _draw_band(levels, ordinals, scale, width),
        _draw_line(medians, scale, width),
        _draw_line(england, scale, width),
    )
    return "".join(f'<path class="{css}" d="{path}"/>' for css, path in zip(CLASSES, paths, strict=True) if path)


def has_peers(picture: str) -> bool:
    """Whether the band or the median of the peers lies within the chart's scale."""
    return 'class="pb"' in picture or 'class="pm"' in picture


def has_england(picture: str) -> bool:
    """Whether England does."""
    return 'class="pe"' in picture


def _draw_line(line: Line, scale: AxisScale, width: float) -> str:
    inside = [(at, value) for at, value in line if value is not None and scale.low <= value <= scale.high]
    runs = _split_at_gaps([at for at, _ in inside])
    return "".join(
        f"M{_join(f'{round(at * width)} {round(scale.place(value))}' for at, value in inside[start:end])}"
        for start, end in runs
        if end - start > 1
    )


def _draw_band(levels: list[PeerLevel], ordinals: list[int], scale: AxisScale, width: float) -> str:
    """One outline for each run of months: along the 90th percentile, and back along the 10th."""
    known = [
        (round(at * width), _clip(level.high, scale), _clip(level.low, scale), at)
        for at, level in zip(ordinals, levels, strict=True)
        if level.low is not None and level.high is not None
    ]
    path = ""
    for start, end in _split_at_gaps([at for *_, at in known]):
        run = known[start:end]
        if len(run) > 1 and any(top != bottom for _, top, bottom, _ in run):
            outline = [f"{x} {top}" for x, top, _, _ in run] + [f"{x} {bottom}" for x, _, bottom, _ in reversed(run)]
            path += f"M{_join(outline)}z"
    return path


def _join(places: Iterable[str]) -> str:
    # numbers after those of M are lines
    return " ".join(places)


def _clip(value: float | None, scale: AxisScale) -> int:
    assert value is not None
    return round(scale.place(min(max(value, scale.low), scale.high)))


def _split_at_gaps(ordinals: list[int]) -> Iterator[tuple[int, int]]:
    """Where runs of months without a gap begin and end."""
    ends = [at for at, (before, now) in enumerate(pairwise(ordinals), start=1) if now != before + 1]
    yield from pairwise([0, *ends, len(ordinals)])
