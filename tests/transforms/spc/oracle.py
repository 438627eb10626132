"""The SPC rules a second time, in plain Python, point by point: what the product is compared with.

Written from the rules in docs/spc.md and not from the product. It works on any kind of number: on fractions it is
exact, so that a point on the mean is on the mean; on floats it is the yardstick of the benchmark. None is a missing
value, and an answer that cannot be known for one is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from numbers import Real
from typing import Any


@dataclass(frozen=True)
class Rules:
    shift_points: int = 7
    screens: bool = True
    points_for_limits: int = 1
    reads_tie_as_falling: bool = True
    fix_after: int | None = None
    counts_outside: bool = False


@dataclass(frozen=True)
class Limits:
    mean: Any
    average_moving_range: Any


@dataclass(frozen=True)
class Point:
    side: int | None
    is_outside: bool | None
    is_near: bool | None
    is_trend: bool
    is_two_of_three: bool | None
    is_shift: bool | None
    label: str


def average(values: Sequence[Real]) -> Any:
    return sum(values) / len(values) if values else None


def sign(number: Any, tolerance: Any = 0) -> int:
    return int(number > tolerance) - int(number < -tolerance)


def limits(values: Sequence[Any], rules: Rules, kind: type) -> Limits:
    used = values[: rules.fix_after] if rules.fix_after else values
    known = [value for value in used if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(used) if a is not None and b is not None]
    spread = average(ranges)
    if rules.screens and spread is not None:
        spread = average([moved for moved in ranges if moved < kind("3.267") * spread])
    return Limits(average(known), spread if len(known) >= rules.points_for_limits else None)


def some(answers: Sequence[bool | None]) -> bool | None:
    """True when one is, unknown when one could be, else false."""
    if any(answers):
        return True
    return None if None in answers else False


def is_run(sides: Sequence[int | None], last: int, length: int) -> bool | None:
    """Whether `length` points on one side of the mean end at the place `last`."""
    here = sides[last]
    if here is None:
        return None
    before = sides[max(0, last - length + 1) : last]
    if here == 0 or len(before) < length - 1 or any(side not in (here, None) for side in before):
        return False
    return None if None in before else True


def is_climb(steps: Sequence[int | None], last: int) -> bool:
    """Whether six steps in one direction end at the place `last`; `steps[i]` leads to place i."""
    window = steps[last - 5 : last + 1] if last >= 6 else ()
    return len(window) == 6 and window[0] in (-1, 1) and all(step == window[0] for step in window)


def is_pair(sides: Sequence[int | None], near: Sequence[bool | None], last: int) -> bool | None:
    """Whether two of the three points that end at the place `last` are near a limit, all three on its side."""
    window = slice(max(0, last - 2), last + 1)
    if None in sides[window]:
        return None
    if abs(sum(side for side in sides[window] if side)) < 3:
        return False
    if None in near[window]:
        return None
    return sum(bool(answer) for answer in near[window]) >= 2


def chart(values: Sequence[Any], rules: Rules, kind: type = float) -> tuple[Limits, list[Point]]:
    """One phase of one series."""
    line = limits(values, rules, kind)
    # Fractions need no tolerance; a sum of floats is wrong in its last bits
    tolerance = 1e-12 * max((abs(value) for value in values if value is not None), default=0) if kind is float else 0
    sides = [None if value is None or line.mean is None else sign(value - line.mean, tolerance) for value in values]
    outside, near = against_limits(values, line, tolerance, kind)
    steps: list[int | None] = [None]
    steps += [None if a is None or b is None else sign(b - a) for a, b in pairwise(values)]
    places = range(len(values))
    runs = [is_run(sides, place, rules.shift_points) for place in places]
    climbs = [is_climb(steps, place) for place in places]
    beyond = [some([near[place], outside[place]]) for place in places] if rules.counts_outside else near
    pairs = [is_pair(sides, beyond, place) for place in places]
    trends = [any(climbs[place : place + 7]) for place in places]
    points = []
    for place in places:
        pair = of_pair(beyond[place], some(pairs[place : place + 3]))
        shift = some(runs[place : place + rules.shift_points])
        direction = trend_direction(steps, trends, place, rules)
        label = name(outside[place], trends[place], pair, shift, sides[place], direction, rules.shift_points)
        points.append(Point(sides[place], outside[place], near[place], trends[place], pair, shift, label))
    return line, points


def against_limits(
    values: Sequence[Any], line: Limits, tolerance: Any, kind: type
) -> tuple[list[bool | None], list[bool | None]]:
    """For each point whether it is outside of the limits, and whether inside but near them."""
    outside: list[bool | None] = [None] * len(values)
    near: list[bool | None] = [None] * len(values)
    if line.average_moving_range is not None:
        reach = kind("2.66") * line.average_moving_range
        for place, value in enumerate(values):
            if value is not None:
                away = abs(value - line.mean) - tolerance
                outside[place] = away > reach
                near[place] = not outside[place] and 3 * away > 2 * reach
    return outside, near


def of_pair(is_near: bool | None, is_in_window: bool | None) -> bool | None:
    """Only a point near a limit is part of the two; `is_in_window` tells whether any of its windows holds two."""
    if is_near is False or is_in_window is False:
        return False
    return is_in_window if is_near else None


def trend_direction(steps: Sequence[int | None], trends: Sequence[bool], place: int, rules: Rules) -> int:
    """Towards the next point if that is in a trend too, else from the one before; 0 outside of trends."""
    if not trends[place]:
        return 0
    before = steps[place] or 0
    if place + 1 < len(trends) and trends[place + 1]:
        after = steps[place + 1] or 0
        return after if after != 0 or rules.reads_tie_as_falling else before
    return before


def name(
    is_outside: bool | None,
    is_trend: bool,
    is_pair: bool | None,
    is_shift: bool | None,
    side: int | None,
    direction: int,
    shift_points: int,
) -> str:
    where = "Above" if side == 1 else "Below"
    if is_outside:
        return f"{where} {'UCL' if side == 1 else 'LCL'}"
    if is_trend:
        return f"7 Point Trend ({'Increasing' if direction == 1 else 'Decreasing'})"
    if is_pair:
        return f"2 in 3 {where} CL"
    return f"{shift_points} Points {where} CL" if is_shift else "Common Cause"
