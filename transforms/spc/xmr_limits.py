"""The mean and the limits of every phase."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.spc.compensated_sums import average_ascending
from transforms.spc.phase_points import PhaseCharts, PhasePoints

SCREENING_FACTOR = 3.267
"""D4: moving ranges from so many times their mean are screened out, as in NHSRplotthedots."""
TOLERANCE = 1e-12
"""Of the largest value: a point within it of the mean or a limit is on it (`tolerance_of_ties` in docs/spc.md)."""


@dataclass(frozen=True)
class PhaseLimits:
    """The limits of each phase; NaN where there is none."""

    points: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    zeros: np.ndarray
    mean: np.ndarray
    tolerance: np.ndarray
    moving_range_ceiling: np.ndarray
    average_moving_range: np.ndarray
    reach: np.ndarray


def compute_limits(points: PhasePoints, charts: PhaseCharts) -> PhaseLimits:
    """Compute the limits of each phase."""
    is_after_fix = find_after_fix(points, charts)
    used_values = np.where(is_after_fix, np.nan, points.values)
    moving_ranges = np.where(is_after_fix, np.nan, np.abs(points.steps))
    tolerance = TOLERANCE * np.fmax.reduceat(np.abs(used_values), points.starts)
    ceiling = SCREENING_FACTOR * average_ascending(moving_ranges, points.offsets) - tolerance
    ceiling = np.where(charts.is_screened, ceiling, np.nan)
    # a comparison with no ceiling is false, and screens nothing out
    left_ranges = np.where(moving_ranges >= points.spread(ceiling), np.nan, moving_ranges)
    has_enough = _count(~np.isnan(used_values), points) >= charts.points_for_limits
    average_range = np.where(has_enough, average_ascending(left_ranges, points.offsets), np.nan)
    return PhaseLimits(
        points=_count(~np.isnan(points.values), points),
        lowest=np.fmin.reduceat(points.values, points.starts),
        highest=np.fmax.reduceat(points.values, points.starts),
        zeros=_count(points.values == 0, points),
        mean=average_ascending(used_values, points.offsets),
        tolerance=tolerance,
        moving_range_ceiling=ceiling,
        average_moving_range=average_range,
        reach=charts.reach_per_range * average_range,
    )


def find_after_fix(points: PhasePoints, charts: PhaseCharts) -> np.ndarray:
    """Whether each point comes after those that its limits are fixed from."""
    return np.asarray(points.places > points.spread(charts.fix_after))


def _count(flags: np.ndarray, points: PhasePoints) -> np.ndarray:
    return np.add.reduceat(flags, points.starts, dtype=np.int64)
