"""The SPC models for the series of files, some series at once, from arrays.

The rules are those of the warehouse. Its table of every point is left out: what the summary needs of it is computed
from the arrays, and the points are written from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np

from transforms.spc.latest_points import write_latest
from transforms.spc.limit_rows import write_some_limits
from transforms.spc.models import RULE_SETS, create_models
from transforms.spc.phase_points import OFFICIAL_SPC_TABLES, PhaseCharts, PhasePoints, fetch_arrays, load_charts
from transforms.spc.point_rows import ChartedPoints, chart_points
from transforms.spc.point_rules import LimitLines
from transforms.spc.series_arrays import SeriesArrays, cut_phases, iterate_parts
from transforms.spc.stability_rows import STABILITY, SeriesTargets, write_stability
from transforms.spc.xmr_limits import PhaseLimits, compute_limits

NO_STABILITY = f"""
    create table {STABILITY} (
        series integer, useful_points integer, longest_run integer, crossings integer, is_stable boolean,
        recent_points integer, recent_reached integer
    )
"""


@dataclass(frozen=True)
class SeriesCharts:
    """Some series: the charts of their phases and points, and the SQL condition that selects them."""

    condition: str
    charts: PhaseCharts
    limits: PhaseLimits
    charted: ChartedPoints


def create_charts(con: duckdb.DuckDBPyConnection, arrays: SeriesArrays) -> tuple[SeriesCharts, ...]:
    """Create the SPC tables of `core.spc_option`, all but those of every point. Returns what the points are from."""
    create_models(con, (RULE_SETS,))
    targets = _load_targets(con)
    has_targets = not bool(np.isnan(targets.targets).all())
    if has_targets:
        create_models(con, ("core.run_chart_limit",))
    else:  # the critical values take as long as everything else of a small file
        con.execute(NO_STABILITY)
    parts: list[SeriesCharts] = []
    for some in _chart_parts(con, cut_phases(con, arrays)):
        points = some.charted.points
        write_some_limits(con, OFFICIAL_SPC_TABLES.limit, points, some.limits, is_new=not parts)
        write_latest(con, some.charted, some.limits, arrays.month_type, is_new=not parts)
        if has_targets:
            write_stability(con, points, some.limits, _select_targets(targets, points), is_new=not parts)
        parts.append(some)
    create_models(con, ("mart.spc_summary",))
    return tuple(parts)


def _chart_parts(con: duckdb.DuckDBPyConnection, all_points: PhasePoints) -> Iterator[SeriesCharts]:
    for points in iterate_parts(all_points):
        condition = f"series between {points.series[0]} and {points.series[-1]}"
        charts = load_charts(con, OFFICIAL_SPC_TABLES, points, condition)
        limits = compute_limits(points, charts)
        lines = LimitLines(limits.mean, limits.reach, limits.tolerance)
        yield SeriesCharts(condition, charts, limits, chart_points(points, charts, lines))


def _load_targets(con: duckdb.DuckDBPyConnection) -> SeriesTargets:
    rows = fetch_arrays(
        con,
        """
        select
            target::double as target,
            case direction when 'increase' then 1 when 'decrease' then -1 else 0 end as direction,
            period = 'month' as is_monthly,
        from core.spc_option
        order by series
        """,
    )
    return SeriesTargets(rows["target"], rows["direction"], rows["is_monthly"])


def _select_targets(targets: SeriesTargets, points: PhasePoints) -> SeriesTargets:
    # series are numbered from 1
    places = points.series[points.is_last_phase] - 1
    return SeriesTargets(targets.targets[places], targets.directions[places], targets.is_monthly[places])
