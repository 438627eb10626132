"""Reads back what a chart has behind its series: the band of its peers, their median and England."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from reports.verification.chart_frame import HEIGHT_SLACK, ROUNDING, ChartFrame, ordinal_of
from reports.verification.peer_words import find_tenths, list_england
from reports.verification.series_facts import SeriesWarehouse

LAYER = re.compile(r'<path class="(pb|pm|pe)" d="([^"]*)"')
TALL = 1000
WHOLE = 0.5
"""Places are rounded to whole thousandths of the width and of the height."""
ROUNDED_VALUE = 0.00005
"""Values are rounded to four decimals before they are drawn."""
Heights = Mapping[int, Sequence[float]]
"""By the ordinal of a month."""


def check_peer_lines(
    warehouse: SeriesWarehouse, key: tuple[str, str], months: Sequence[date], frame: ChartFrame, chart: str
) -> Iterator[str]:
    """What is wrong with each of the three paths; nothing if true."""
    paths: dict[str, str] = defaultdict(str)
    for css, path in LAYER.findall(chart):
        paths[css] += path
    wanted = _list_wanted(warehouse, key, months)
    for css, true in wanted.items():
        drawn = _read_path(paths[css], frame)
        is_known = drawn.keys() <= true.keys() and all(len(some) == len(true[at]) for at, some in drawn.items())
        yield _compare(css, drawn, true, frame) if is_known else f"“{css}” is drawn in other months"


def _list_wanted(
    warehouse: SeriesWarehouse, key: tuple[str, str], months: Sequence[date]
) -> dict[str, dict[int, tuple[float, ...]]]:
    tenths = {month: some for month, some in find_tenths(warehouse, *key).items() if months[0] <= month <= months[-1]}
    enough = {ordinal_of(month): some for month, some in tenths.items() if some.are_enough}
    england = list_england(warehouse, key[0])
    return {
        "pb": {at: (some.high, some.low) for at, some in enough.items()},
        "pm": {at: (some.median,) for at, some in enough.items()},
        "pe": {ordinal_of(month): (england[month],) for month in tenths.keys() & england.keys()},
    }


def _read_path(path: str, frame: ChartFrame) -> dict[int, list[float]]:
    """The heights at each month in the order in which they are drawn; at month -1 what lies on none."""
    heights: dict[int, list[float]] = defaultdict(list)
    for part in path.replace("z", "").split("M")[1:]:
        numbers = list(map(float, part.split()))
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            ordinal = frame.first + round(x / frame.width)
            is_there = abs(frame.across(ordinal) - x) <= WHOLE + ROUNDING
            heights[ordinal if is_there else -1].append(y)
    return heights


def _compare(css: str, drawn: Heights, true: Mapping[int, Sequence[float]], frame: ChartFrame) -> str:
    slack = WHOLE + HEIGHT_SLACK + ROUNDED_VALUE * abs(frame.slope)
    for at, values in true.items():
        places = [frame.origin + frame.slope * value for value in values]
        if css == "pb":
            places = [min(max(place, 0.0), TALL) for place in places]
        if at in drawn:
            far = [0.1 * _count_reaches(frame, value) for value in values]
            is_right = all(
                abs(place - height) <= slack + more for place, height, more in zip(places, drawn[at], far, strict=True)
            )
        else:
            is_right = not _is_needed(css, at, true, frame, slack)
        if not is_right:
            return f"“{css}” of {at // 12}-{at % 12 + 1:02d} is {list(values)}, and is drawn elsewhere"
    return ""


def _count_reaches(frame: ChartFrame, value: float) -> float:
    """How far a value is from those of the dots, in ranges of these."""
    low, high = frame.reach
    return max(low - value, value - high, 0.0) / (high - low)


def _is_needed(css: str, at: int, true: Mapping[int, Sequence[float]], frame: ChartFrame, slack: float) -> bool:
    """Whether a month has to be drawn: it and a neighbour are inside the chart, and a band has a height there."""
    return _is_inside(css, true[at], frame, slack) and any(
        next_to in true and _is_inside(css, true[next_to], frame, slack) for next_to in (at - 1, at + 1)
    )


def _is_inside(css: str, values: Sequence[float], frame: ChartFrame, slack: float) -> bool:
    places = [frame.origin + frame.slope * value for value in values]
    if css == "pb":
        top, bottom = (min(max(place, 0.0), TALL) for place in places)
        return bottom - top > 2 * slack
    return slack < places[0] < TALL - slack
