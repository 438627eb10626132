"""The rows of `core.spc_limit`, from arrays."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np

from transforms.spc.models import start_statement
from transforms.spc.phase_points import PhasePoints, SpcTables, iterate_points, load_charts
from transforms.spc.xmr_limits import PhaseLimits, compute_limits

LIMIT_ROWS = """
    select
        *,
        -- Below 13 points these are trial limits, and too few to judge the values by
        case
            when points < 13 then null
            when lowest = highest then 'constant'
            when lowest >= 0 and zeros * 2 >= points then 'rare_events'
            when average_moving_range = 0 then 'mostly_the_same'
        end as refusal,
    from phase_columns
"""


def write_limits(con: duckdb.DuckDBPyConnection, tables: SpcTables, target: str, *, is_new: bool) -> None:
    """Write the limits of the phases of all series to the target, some series at once."""
    if is_new:
        _create_empty(con, target)
    for points, condition in iterate_points(con, tables):
        limits = compute_limits(points, load_charts(con, tables, points, condition))
        write_some_limits(con, target, points, limits, is_new=False)


def _create_empty(con: duckdb.DuckDBPyConnection, target: str) -> None:
    whole, number, count = np.empty(0, np.int32), np.empty(0), np.empty(0, np.int64)
    points = PhasePoints(np.zeros(1, np.int64), whole, whole, np.empty(0, "datetime64[us]"), number, number)
    limits = PhaseLimits(count, number, number, count, *([number] * 5))
    write_some_limits(con, target, points, limits, is_new=True)


def write_some_limits(
    con: duckdb.DuckDBPyConnection, target: str, points: PhasePoints, limits: PhaseLimits, *, is_new: bool
) -> None:
    """Write these limits to the target."""
    phase_columns = {"series": points.series, "phase": points.phases, "places": points.lengths, **vars(limits)}
    _execute(con, f"{start_statement(target, is_new=is_new)} {LIMIT_ROWS}", phase_columns)


def _execute(con: duckdb.DuckDBPyConnection, statement: str, phase_columns: Mapping[str, np.ndarray]) -> None:
    """Run a statement that reads `phase_columns`: DuckDB looks for a variable of that name."""
    con.execute(statement)
