"""Changes of level that the figures show: a run of values on one side of the mean of all that came before.

All stretches are searched at once, because one after another they would take as long as the rest of the build.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

POINTS_PER_PHASE = 13
"""With fewer values, limits are trial limits (core.spc_limit). Of 400 series of 74 months of white noise, 2.8% show a
run of 13 on one side of the mean of 13 or more values before it."""


@dataclass(frozen=True)
class LevelChange:
    """The place of the first value of a new level in its stretch, and the means on either side of it."""

    place: int
    points_before: int
    mean_before: float
    run_points: int


def find_level_changes(stretches: Sequence[np.ndarray], points: int = POINTS_PER_PHASE) -> list[list[LevelChange]]:
    """Find the changes of level in each stretch, oldest first.

    A new level begins where `points` values in a row lie on one side of the mean since the last change, of which there
    are as many or more. Of neighbouring months that would do, it is the one that parts the levels best.
    """
    changes: list[list[LevelChange]] = [[] for _ in stretches]
    starts = [0 for _ in stretches]
    left = [number for number, stretch in enumerate(stretches) if len(stretch) >= 2 * points]
    while left:
        places = _first_changes([stretches[number][starts[number] :] for number in left], points)
        changed = [(number, place) for number, place in zip(left, places, strict=True) if place]
        for number, place in changed:
            changes[number].append(_describe_change(stretches[number], starts[number], place))
            starts[number] += place
        left = [number for number, _ in changed if len(stretches[number]) - starts[number] >= 2 * points]
    return changes


def _first_changes(stretches: Sequence[np.ndarray], points: int) -> list[int]:
    """The place of the first change of each stretch; 0 where there is none."""
    longest = max(len(stretch) for stretch in stretches)
    values = np.full((len(stretches), longest), np.nan)
    for row, stretch in enumerate(stretches):
        values[row, : len(stretch)] = stretch
    places = np.arange(points, longest - points + 1)
    # a stretch that has ended has no numbers, and compares as false
    mean_before = (np.cumsum(values, axis=1)[:, :-1] / np.arange(1, longest))[:, places - 1]
    windows = np.lib.stride_tricks.sliding_window_view(values, points, axis=1)[:, places]
    tolerance = 1e-12 * np.nanmax(np.abs(values), axis=1, keepdims=True)
    is_run = (windows.min(axis=2) > mean_before + tolerance) | (windows.max(axis=2) < mean_before - tolerance)
    return _pick_best(is_run, _score_splits(windows, mean_before, places), places)


def _score_splits(windows: np.ndarray, mean_before: np.ndarray, places: np.ndarray) -> np.ndarray:
    """How well each place parts the values before it from the window that begins at it: the sum of squares between."""
    points = windows.shape[2]
    gap = windows.mean(axis=2) - mean_before
    return np.asarray(places * points / (places + points) * gap**2)


def _pick_best(is_run: np.ndarray, scores: np.ndarray, places: np.ndarray) -> list[int]:
    """Of the first runs that begin in neighbouring places, the one with the best score."""
    has_begun = np.logical_or.accumulate(is_run, axis=1)
    is_over = np.logical_or.accumulate(has_begun & ~is_run, axis=1)
    candidates = np.where(is_run & ~is_over, scores, -1.0)
    best = places[candidates.argmax(axis=1)]
    return [int(place) if begins else 0 for place, begins in zip(best, has_begun[:, -1], strict=True)]


def _describe_change(values: np.ndarray, start: int, place: int) -> LevelChange:
    before, after = values[start : start + place], values[start + place :]
    mean = float(before.mean())
    is_other = (after > mean) != (after[0] > mean)
    return LevelChange(start + place, place, mean, int(is_other.argmax()) if is_other.any() else len(after))
