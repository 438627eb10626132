"""The rules of SPC on flat arrays of points: whether a point is part of each signal.

An answer that a missing value or missing limits hide is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from transforms.spc.phase_points import PhaseCharts, PhasePoints

UNKNOWN = 2
"""In the arrays of answers, beside 0 and 1 for no and yes."""
NO_SIDE = 2
"""In the arrays of directions, beside -1, 0 and 1."""
PAIR_WINDOW = 3


@dataclass(frozen=True)
class LimitLines:
    """The lines that the points of each phase are compared with; NaN where there is none."""

    mean: np.ndarray
    reach: np.ndarray
    tolerance: np.ndarray


@dataclass(frozen=True)
class PointSignals:
    """The answer of each rule for each point: 0, 1 or UNKNOWN, and the direction: -1, 0, 1 or NO_SIDE."""

    is_outside: np.ndarray
    is_near: np.ndarray
    is_trend: np.ndarray
    is_two_of_three: np.ndarray
    is_shift: np.ndarray
    side: np.ndarray
    trend_direction: np.ndarray
    step: np.ndarray


@dataclass(frozen=True)
class _Phases:
    """For each point, how many points of its phase come before it, and how many after it."""

    before: np.ndarray
    after: np.ndarray

    def next(self, flags: np.ndarray, places: int) -> np.ndarray:
        """The flags of the points so many places later; False beyond the end of the phase."""
        later = np.zeros_like(flags)
        later[: _count_left(flags, places)] = flags[places:]
        return later & (self.after >= places)

    def previous(self, flags: np.ndarray, places: int) -> np.ndarray:
        """The flags of the points so many places earlier; False before the beginning of the phase."""
        earlier = np.zeros_like(flags)
        earlier[places:] = flags[: _count_left(flags, places)]
        return earlier & (self.before >= places)

    def find_starts(self, flags: np.ndarray, length: int) -> np.ndarray:
        """Where so many flagged points in a row begin."""
        starts = flags & (self.after >= length - 1)
        for places in range(1, length):
            starts[: _count_left(flags, places)] &= flags[places:]
        return starts

    def cover(self, starts: np.ndarray, length: int) -> np.ndarray:
        """The points of all stretches of this length that begin at the starts."""
        covered = starts.copy()
        for places in range(1, length):
            covered[places:] |= starts[: _count_left(starts, places)]
        return covered

    def any_ahead(self, flags: np.ndarray, length: int) -> np.ndarray:
        """Whether the point, or one of those after it in a window of this length, is flagged."""
        flagged = flags.copy()
        for places in range(1, length):
            flagged |= self.next(flags, places)
        return flagged


def _count_left(flags: np.ndarray, places: int) -> int:
    return max(len(flags) - places, 0)


def apply_rules(points: PhasePoints, lines: LimitLines, charts: PhaseCharts) -> PointSignals:
    """Apply the rules to all points; `lines` has the limits of each phase."""
    phases = _Phases(points.places - 1, points.spread(points.lengths) - points.places)
    distance = points.values - points.spread(lines.mean)
    tolerance, reach = points.spread(lines.tolerance), points.spread(lines.reach)
    side = np.where(np.isnan(distance), NO_SIDE, np.sign(distance)).astype(np.int8)
    side[np.abs(distance) <= tolerance] = 0
    is_unknown = np.isnan(distance) | np.isnan(reach)
    is_outside = np.abs(distance) > reach + tolerance
    is_near = ~is_outside & (np.abs(distance) > reach * 2 / 3 + tolerance)
    counts_outside = points.spread(charts.counts_outside_as_near)
    is_beyond = is_near | (counts_outside & is_outside)
    is_trend, trend_direction = _find_trends(phases, points, charts)
    return PointSignals(
        is_outside=_with_unknown(is_outside, is_unknown),
        is_near=_with_unknown(is_near, is_unknown),
        is_trend=is_trend.astype(np.int8),
        is_two_of_three=_find_pairs(phases, side, is_beyond, is_unknown, np.isnan(reach)),
        is_shift=_find_shifts(phases, points, side, charts),
        side=side,
        trend_direction=trend_direction,
        step=np.where(np.isnan(points.steps), NO_SIDE, np.sign(points.steps)).astype(np.int8),
    )


def _with_unknown(answers: np.ndarray, is_unknown: np.ndarray) -> np.ndarray:
    return np.where(is_unknown, UNKNOWN, answers).astype(np.int8)


def _for_each_length(points: PhasePoints, lengths: np.ndarray, find: Callable[[int], np.ndarray]) -> np.ndarray:
    """The answers of `find` for the length that each phase's rule set names; most files have one rule set."""
    different = np.unique(lengths)
    answers = find(int(different[0]))
    for length in different[1:]:
        answers = np.where(points.spread(lengths == length), find(int(length)), answers)
    return answers


def _find_shifts(phases: _Phases, points: PhasePoints, side: np.ndarray, charts: PhaseCharts) -> np.ndarray:
    """Points in a row on one side of the mean; UNKNOWN where a missing value could have been on that side."""
    is_high, is_low, is_blank = side == 1, side == -1, side == NO_SIDE

    def find(length: int) -> np.ndarray:
        starts = phases.find_starts(is_high, length) | phases.find_starts(is_low, length)
        is_shift = phases.cover(starts, length)
        if not is_blank.any():
            return is_shift.astype(np.int8)
        possible_starts = phases.find_starts(is_high | is_blank, length) | phases.find_starts(is_low | is_blank, length)
        is_possible = phases.cover(possible_starts, length) | phases.any_ahead(is_blank, length)
        return _with_unknown(is_shift, is_possible & ~is_shift)

    return _for_each_length(points, charts.shift_points, find)


def _find_pairs(
    phases: _Phases, side: np.ndarray, is_beyond: np.ndarray, is_unknown: np.ndarray, has_no_limits: np.ndarray
) -> np.ndarray:
    """Two of three points in a row beyond two sigma, all three on one side; only the two are part of it."""
    starts = phases.find_starts(side == 1, PAIR_WINDOW) | phases.find_starts(side == -1, PAIR_WINDOW)
    second, third = phases.next(is_beyond, 1), phases.next(is_beyond, 2)
    has_pair = (is_beyond & second) | (is_beyond & third) | (second & third)
    is_in_window = phases.cover(starts & has_pair, PAIR_WINDOW)
    is_blank = side == NO_SIDE
    is_possible = phases.cover(starts & has_no_limits, PAIR_WINDOW) | phases.any_ahead(is_blank, PAIR_WINDOW)
    for places in range(1, PAIR_WINDOW):
        is_possible |= phases.previous(is_blank, places)
    # a point that is not beyond two sigma is never one of the two
    is_open = (is_beyond | is_unknown) & ~is_in_window & is_possible
    return _with_unknown(is_beyond & is_in_window, is_open)


def _find_trends(phases: _Phases, points: PhasePoints, charts: PhaseCharts) -> tuple[np.ndarray, np.ndarray]:
    """Points that rise or fall one after the other, and the direction of each."""
    is_rise, is_fall = points.steps > 0, points.steps < 0

    def find(length: int) -> np.ndarray:
        # one step fewer than points: the first point is the one before the first step
        steps = phases.find_starts(is_rise, length - 1) | phases.find_starts(is_fall, length - 1)
        return phases.cover(phases.next(steps, 1), length)

    is_trend = _for_each_length(points, charts.trend_points, find)
    # a trend that goes on from here sets the direction; after a tie, the rule set decides
    reads_tie = points.spread(charts.reads_tie_as_falling)
    goes_on = phases.next(is_trend & (is_rise | is_fall | reads_tie), 1)
    is_rising = np.where(goes_on, phases.next(is_rise, 1), is_rise)
    return is_trend, np.where(is_trend, np.where(is_rising, 1, -1), 0).astype(np.int8)
