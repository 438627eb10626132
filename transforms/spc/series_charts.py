"""The SPC models for the series of files: some series at once, and of `mart.spc` only the points that say something.

The rules and the SQL are those of the warehouse. Its table of every point is left out: `core.spc_latest` reads the
first and the last point of a series, the special ones, and the last phase where the last point is special.
"""

from __future__ import annotations

import duckdb
import numpy as np

from transforms.spc.limit_rows import write_some_limits
from transforms.spc.models import RULE_SETS, create_models, start_statement
from transforms.spc.phase_points import OFFICIAL_SPC_TABLES, iterate_points, load_charts
from transforms.spc.point_rows import ChartedPoints, chart_points, create_points, read_month_type
from transforms.spc.point_rules import LimitLines
from transforms.spc.reading import derive_model
from transforms.spc.xmr_limits import compute_limits

LATEST = "core.spc_latest"
TELLING_POINTS = "telling_point"


def create_charts(con: duckdb.DuckDBPyConnection) -> None:
    """Create the SPC tables from `core.spc_option` and `core.spc_series`, all but `mart.spc`."""
    create_models(con, (RULE_SETS, "core.spc_step"))
    month_type = read_month_type(con, OFFICIAL_SPC_TABLES)
    latest = derive_model(LATEST, {"mart.spc": TELLING_POINTS})
    is_first = True
    for points, condition in iterate_points(con, OFFICIAL_SPC_TABLES):
        charts = load_charts(con, OFFICIAL_SPC_TABLES, points, condition)
        limits = compute_limits(points, charts)
        charted = chart_points(points, charts, LimitLines(limits.mean, limits.reach, limits.tolerance))
        create_points(con, TELLING_POINTS, charted, OFFICIAL_SPC_TABLES, month_type, only=_find_telling(charted))
        write_some_limits(con, OFFICIAL_SPC_TABLES.limit, points, limits, is_new=is_first)
        con.execute(f"{start_statement(LATEST, is_new=is_first)} {latest}")
        is_first = False
    con.execute(f"drop table {TELLING_POINTS}")
    create_models(con, ("core.run_chart_limit", "core.spc_stability", "mart.spc_summary"))


def _find_telling(charted: ChartedPoints) -> np.ndarray:
    """Whether `core.spc_latest` needs each point."""
    points = charted.points
    has_rule = np.array([kind.rule is not None for kind in charted.kinds.kinds])[charted.kinds.numbers]
    is_border = points.series[1:] != points.series[:-1]
    is_first_phase, is_last_phase = np.append(True, is_border), np.append(is_border, True)
    last_points = points.offsets[1:] - 1
    is_telling = has_rule | points.spread(is_last_phase & has_rule[last_points])
    is_telling[points.starts[is_first_phase]] = True
    is_telling[last_points[is_last_phase]] = True
    return np.asarray(is_telling)
