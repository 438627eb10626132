"""The rows of `core.spc_stability` for `holdgain spc`, from arrays.

`core.spc_stability` says the same in SQL for the warehouse; the tests compare the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import numpy as np

from transforms.spc.models import start_statement
from transforms.spc.phase_points import PhasePoints
from transforms.spc.xmr_limits import PhaseLimits

STABILITY = "core.spc_stability"
RECENT_PERIODS = 12
"""A year includes a winter; in another rhythm than months, as many rows."""
STABILITY_ROWS = """
    select
        counted.series,
        nullif(counted.useful_points, 0)::integer as useful_points,
        if(counted.useful_points = 0, null, counted.longest_run)::integer as longest_run,
        if(counted.useful_points = 0, null, counted.crossings)::integer as crossings,
        -- Anhoej's rules on the mean; they are silent with fewer than ten useful points (docs/spc.md)
        coalesce(
            counted.useful_points >= 10
            and counted.longest_run <= limits.longest_run_max
            and counted.crossings >= limits.crossings_min,
            false
        ) as is_stable,
        counted.recent_points::integer as recent_points,
        if(counted.direction = 0, null, counted.recent_reached)::integer as recent_reached,
    from stability_columns as counted
    left join core.run_chart_limit as limits on limits.useful_points = counted.useful_points
    where counted.has_target
"""


@dataclass(frozen=True)
class SeriesTargets:
    """For each series of some points: its target (NaN for none), 1 if it should rise and -1 if fall, its rhythm."""

    targets: np.ndarray
    directions: np.ndarray
    is_monthly: np.ndarray


def write_stability(
    con: duckdb.DuckDBPyConnection, points: PhasePoints, limits: PhaseLimits, targets: SeriesTargets, *, is_new: bool
) -> None:
    """Write whether the last phases of these series have run on one level."""
    columns = {
        "series": points.series[points.is_last_phase],
        "has_target": ~np.isnan(targets.targets),
        "direction": targets.directions,
        **_count_runs(points, limits),
        **_count_recent(points, targets),
    }
    _execute(con, f"{start_statement(STABILITY, is_new=is_new)} {STABILITY_ROWS}", columns)


def _count_runs(points: PhasePoints, limits: PhaseLimits) -> dict[str, np.ndarray]:
    """Of the last phase of each series: the values off its mean, the longest run of them on one side, and crossings."""
    distance = points.values - points.spread(limits.mean)
    # a point on the mean lies on neither side
    is_useful = points.spread(points.is_last_phase) & (np.abs(distance) > points.spread(limits.tolerance))
    series = points.spread(np.cumsum(points.is_last_phase) - points.is_last_phase)[is_useful]
    is_above = distance[is_useful] > 0
    count = int(points.is_last_phase.sum())
    is_border = np.append(True, series[1:] != series[:-1])[: len(series)]
    is_crossing = np.append(False, is_above[1:] != is_above[:-1])[: len(series)] & ~is_border
    starts = np.flatnonzero(is_border | is_crossing)
    longest = np.zeros(count, np.int64)
    np.maximum.at(longest, series[starts], np.diff(np.append(starts, len(series))))
    return {
        "useful_points": np.bincount(series, minlength=count),
        "longest_run": longest,
        "crossings": np.bincount(series[is_crossing], minlength=count),
    }


def _count_recent(points: PhasePoints, targets: SeriesTargets) -> dict[str, np.ndarray]:
    """How many values each series has had lately, and how many of them reached its target."""
    ends = points.offsets[1:][points.is_last_phase]
    starts = np.append(0, ends[:-1])
    lengths = ends - starts
    periods = points.months.astype("datetime64[M]").astype(np.int64)
    months_ago = np.repeat(periods[ends - 1], lengths) - periods
    places_from_end = np.repeat(ends, lengths) - np.arange(len(periods))
    is_recent = np.where(
        np.repeat(targets.is_monthly, lengths), months_ago < RECENT_PERIODS, places_from_end <= RECENT_PERIODS
    )
    # a missing value or target compares as false
    excess = np.repeat(targets.directions, lengths) * (points.values - np.repeat(targets.targets, lengths))
    return {
        "recent_points": np.add.reduceat(is_recent & ~np.isnan(points.values), starts, dtype=np.int64),
        "recent_reached": np.add.reduceat(is_recent & (excess >= 0), starts, dtype=np.int64),
    }


def _execute(con: duckdb.DuckDBPyConnection, statement: str, stability_columns: Mapping[str, np.ndarray]) -> None:
    """Run a statement that reads `stability_columns`: DuckDB looks for a variable of that name."""
    con.execute(statement)
