"""The rows of `core.spc_latest` for `holdgain spc`, from arrays: the last point of each series, and its runs.

`core.spc_latest` says the same in SQL for the warehouse, from its table of every point; the tests compare the two.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np

from transforms.spc.models import start_statement
from transforms.spc.phase_points import OFFICIAL_SPC_TABLES, PhasePoints
from transforms.spc.point_rows import ChartedPoints, create_points
from transforms.spc.xmr_limits import PhaseLimits

LATEST = "core.spc_latest"
LAST_POINT = "last_point"
LATEST_ROWS = """
    select
        point.*,
        latest.phases::integer as phases,
        latest.places::integer as places,
        latest.points::integer as points,
        limits.points as phase_points,
        limits.average_moving_range,
        limits.refusal as phase_refusal,
        latest.first_month::{month_type} as first_month,
        latest.special_points::integer as special_points,
        -- Runs are those of a signal at the last point
        if(point.rule is null, null, latest.side_since::{month_type}) as side_since,
        if(point.rule is null, null, latest.side_points::integer) as side_points,
        if(point.rule is null, null, latest.step_since::{month_type}) as step_since,
        if(point.rule is null, null, latest.step_points::integer) as step_points,
    from last_point as point
    inner join latest_columns as latest on latest.series = point.series
    inner join core.spc_limit as limits on limits.series = point.series and limits.phase = point.phase
"""


def write_latest(
    con: duckdb.DuckDBPyConnection, charted: ChartedPoints, limits: PhaseLimits, month_type: str, *, is_new: bool
) -> None:
    """Write the last points of these series, whose limits are in `core.spc_limit`."""
    is_last = np.zeros(len(charted.points.values), np.bool_)
    is_last[charted.points.offsets[1:][charted.points.is_last_phase] - 1] = True
    create_points(con, LAST_POINT, charted, OFFICIAL_SPC_TABLES, month_type, only=is_last)
    statement = f"{start_statement(LATEST, is_new=is_new)} {LATEST_ROWS.format(month_type=month_type)}"
    _execute(con, statement, describe_latest(charted, limits))
    con.execute(f"drop table {LAST_POINT}")


def describe_latest(charted: ChartedPoints, limits: PhaseLimits) -> dict[str, np.ndarray]:
    """What `core.spc_latest` has of each series beside its last point."""
    points, is_last = charted.points, charted.points.is_last_phase
    first_phases = np.append(0, np.flatnonzero(is_last)[:-1] + 1)
    has_rule = np.array([kind.rule is not None for kind in charted.kinds.kinds])[charted.kinds.numbers]
    starts, lengths = points.starts[is_last], points.lengths[is_last]
    side_break = _find_break(points, charted.signals.side)[is_last]
    # the first step of a phase leads to its second point, so a run of steps begins at the first at the earliest
    step_break = np.maximum(_find_break(points, charted.signals.step)[is_last], 1)
    return {
        "series": points.series[is_last],
        "phases": np.diff(np.append(first_phases, len(is_last))),
        "places": np.add.reduceat(points.lengths, first_phases),
        "points": np.add.reduceat(limits.points, first_phases),
        "first_month": points.months[points.starts[first_phases]],
        "special_points": np.add.reduceat(has_rule, points.starts[first_phases], dtype=np.int64),
        "side_since": points.months[starts + side_break],
        "side_points": lengths - side_break,
        "step_since": points.months[starts + step_break - 1],
        "step_points": lengths - step_break + 1,
    }


def _find_break(points: PhasePoints, directions: np.ndarray) -> np.ndarray:
    """The last place of each phase whose direction is not that of its last point; 0 where there is none."""
    is_other = directions != points.spread(directions[points.offsets[1:] - 1])
    return np.asarray(np.maximum.reduceat(np.where(is_other, points.places, 0), points.starts))


def _execute(con: duckdb.DuckDBPyConnection, statement: str, latest_columns: Mapping[str, np.ndarray]) -> None:
    """Run a statement that reads `latest_columns`: DuckDB looks for a variable of that name."""
    con.execute(statement)
