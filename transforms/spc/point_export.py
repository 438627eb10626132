"""The points of `holdgain spc`: the columns of NHSRplotthedots, then Holdgain's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import duckdb
import numpy as np

from checks.files.csv_text import csv_lines
from transforms.spc.cell_groups import CellGroup, Cells, NumberColumn
from transforms.spc.series_charts import SeriesCharts
from transforms.spc.signal_cells import group_signals, write_flag
from transforms.spc.xmr_limits import find_after_fix

LINES_AT_ONCE = 5_000
"""A line has some 200 characters, so that a text of so many takes 1 MB."""
PHASE_CELLS = """
    select
        option.measure,
        limits.phase,
        coalesce(limits.average_moving_range, 'nan'::double) as amr,
        coalesce(limits.mean, 'nan'::double) as mean,
        coalesce(limits.mean - limits.reach, 'nan'::double) as lpl,
        coalesce(limits.mean + limits.reach, 'nan'::double) as upl,
        coalesce(limits.mean - limits.reach * 2 / 3, 'nan'::double) as nlpl,
        coalesce(limits.mean + limits.reach * 2 / 3, 'nan'::double) as nupl,
        option.target,
        upper((limits.places < 13)::varchar) as is_short,
        option.rule_set,
        -- What to show: nothing with trial limits, or limits that would mislead
        limits.points >= 13 and limits.refusal is null as is_shown,
    from core.spc_limit as limits
    inner join core.spc_option as option on option.series = limits.series
    where {condition}
    order by limits.series, limits.phase
"""
GIVEN_CELLS = """
    select
        is_ghost,
        value as ghost_value,
        ghost_reason,
        target,
        max(target) over (partition by series) is not null as is_dated,
    from point
    where {condition}
    order by series, month
"""


def write_points(con: duckdb.DuckDBPyConnection, parts: Sequence[SeriesCharts]) -> Iterator[str]:
    """The header and the points as CSV, some lines at once."""
    for number, cells in enumerate(iterate_cells(con, parts)):
        if not number:
            yield from (f"{line}\n" for line in csv_lines([_list_names(cells)]))
        lines = map(",".join, zip(*(group.write() for group in cells), strict=True))
        while some := list(islice(lines, LINES_AT_ONCE)):
            yield "\n".join([*some, ""])


def iterate_point_records(con: duckdb.DuckDBPyConnection, parts: Sequence[SeriesCharts]) -> Iterator[dict[str, Any]]:
    """One record per point, with typed values."""
    for cells in iterate_cells(con, parts):
        names = _list_names(cells)
        for row in zip(*(group.list_cells() for group in cells), strict=True):
            yield dict(zip(names, (cell for group in row for cell in group), strict=True))


def _list_names(cells: Sequence[Cells]) -> list[str]:
    return [name for group in cells for name in group.names]


def iterate_cells(con: duckdb.DuckDBPyConnection, parts: Sequence[SeriesCharts]) -> Iterator[list[Cells]]:
    """The cells of all points, some series at once."""
    [(has_given_cells, has_times)] = con.execute(
        "select coalesce(bool_or(is_ghost or target is not null), false), any_value(typeof(month)) = 'TIMESTAMP' "
        "from point"
    ).fetchall()
    for part in parts:
        phases = con.execute(PHASE_CELLS.format(condition=f"limits.{part.condition}")).fetchall()
        given = con.execute(GIVEN_CELLS.format(condition=part.condition)).fetchall() if has_given_cells else []
        yield _group_cells(part, phases, given, has_times=has_times)


def _find_fixed(part: SeriesCharts) -> tuple[np.ndarray, np.ndarray]:
    """The values and moving ranges that the limits use; NaN for others."""
    points = part.charted.points
    is_after_fix = find_after_fix(points, part.charts)
    ranges = np.abs(points.steps)
    is_unused = is_after_fix | (ranges >= points.spread(part.limits.moving_range_ceiling))
    return np.where(is_after_fix, np.nan, points.values), np.where(is_unused, np.nan, ranges)


def _group_cells(
    part: SeriesCharts, phases: Sequence[tuple[Any, ...]], given: Sequence[tuple[Any, ...]], *, has_times: bool
) -> list[Cells]:
    points = part.charted.points
    of_phase = points.spread(np.arange(len(phases), dtype=np.int32))
    months, of_month = np.unique(points.months, return_inverse=True)
    dates = months.astype("datetime64[us]" if has_times else "datetime64[D]").tolist()
    fixed_values, used_ranges = _find_fixed(part)
    values, targets, ghosts = _group_given(points.values, phases, of_phase, given)
    return [
        CellGroup(("series_id",), [phase[:1] for phase in phases], of_phase),
        CellGroup(("date",), [(date,) for date in dates], of_month),
        NumberColumn("y", values),
        CellGroup(("rebase_group",), [phase[1:2] for phase in phases], of_phase),
        NumberColumn("fix_y", fixed_values),
        NumberColumn("mr_used", used_ranges),
        CellGroup(("amr", "mean", "lpl", "upl", "nlpl", "nupl"), [phase[2:8] for phase in phases], of_phase),
        targets,
        group_signals(part.charted, [phase[9:] for phase in phases]),
        ghosts,
    ]


def _group_given(
    values: np.ndarray, phases: Sequence[tuple[Any, ...]], of_phase: np.ndarray, given: Sequence[tuple[Any, ...]]
) -> tuple[np.ndarray, CellGroup, CellGroup]:
    """The values, targets and ghosts; `given` has what the file says of each point, where it says anything."""
    ghost_names = ("is_ghost", "ghost_reason")
    if not given:
        targets = CellGroup(("target",), [(phase[8],) for phase in phases], of_phase)
        return values, targets, CellGroup(ghost_names, [("FALSE", None)], np.zeros(len(of_phase), np.int8))
    ghost_values = np.array([value if is_ghost and value is not None else np.nan for is_ghost, value, *_ in given])
    # a series with a target for each date has none where the cell is empty
    targets = CellGroup(
        ("target",),
        [(row[3] if row[4] else phases[phase][8],) for row, phase in zip(given, of_phase.tolist(), strict=True)],
    )
    ghosts = CellGroup(ghost_names, [(write_flag(row[0]), row[2] if row[0] else None) for row in given])
    return np.where(np.isnan(values), ghost_values, values), targets, ghosts
