"""The points of `holdgain spc`: the columns of NHSRplotthedots, then Holdgain's own.

Most cells repeat: those of a phase, a date or a combination of signals. Neighbouring cells that repeat together are a
group, of which each different content is written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from checks.files.csv_text import csv_lines
from transforms.spc.phase_points import (
    OFFICIAL_SPC_TABLES,
    PhaseCharts,
    PhasePoints,
    fetch_arrays,
    iterate_points,
    load_charts,
)
from transforms.spc.point_names import PointKind
from transforms.spc.point_rows import ChartedPoints, chart_points
from transforms.spc.point_rules import LimitLines
from transforms.spc.xmr_limits import find_after_fix

ANSWERS = {0: False, 1: True}
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
        given_point.is_ghost,
        given_point.value as ghost_value,
        given_point.ghost_reason,
        given_point.target,
        max(given_point.target) over (partition by step.series) is not null as is_dated,
    from core.spc_step as step
    inner join core.spc_option as option on option.series = step.series
    inner join point as given_point on given_point.series_id = option.measure and given_point.month = step.month
    where step.{condition}
    order by step.series, step.phase, step.place
"""


@dataclass(frozen=True)
class CellGroup:
    """Neighbouring columns: their different contents, and the number of each point's.

    Without numbers, the contents are those of the points in order.
    """

    names: tuple[str, ...]
    contents: Sequence[tuple[Any, ...]]
    numbers: np.ndarray | None = None

    def write(self) -> Sequence[str]:
        """The cells of each point as CSV."""
        lines = csv_lines(self.contents)
        return lines if self.numbers is None else [lines[number] for number in self.numbers.tolist()]

    def list_cells(self) -> Iterable[tuple[Any, ...]]:
        return self.contents if self.numbers is None else (self.contents[number] for number in self.numbers.tolist())


@dataclass(frozen=True)
class NumberColumn:
    """A column of numbers that do not repeat; NaN is an empty cell."""

    name: str
    numbers: np.ndarray

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def write(self) -> Sequence[str]:
        # numbers are never formulas, and are written as csv.writer writes them
        return ["" if number != number else repr(number) for number in self.numbers.tolist()]

    def list_cells(self) -> Iterable[tuple[Any, ...]]:
        return ((None if number != number else number,) for number in self.numbers.tolist())


Cells = CellGroup | NumberColumn


def write_points(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The header and the points as CSV, some lines at once."""
    for number, cells in enumerate(_iterate_cells(con)):
        if not number:
            yield from (f"{line}\n" for line in csv_lines([_list_names(cells)]))
        lines = map(",".join, zip(*(group.write() for group in cells), strict=True))
        yield "\n".join([*lines, ""])


def iterate_point_records(con: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """One record per point, with typed values."""
    for cells in _iterate_cells(con):
        names = _list_names(cells)
        for parts in zip(*(group.list_cells() for group in cells), strict=True):
            yield dict(zip(names, (cell for part in parts for cell in part), strict=True))


def _list_names(cells: Sequence[Cells]) -> list[str]:
    return [name for group in cells for name in group.names]


def _iterate_cells(con: duckdb.DuckDBPyConnection) -> Iterator[list[Cells]]:
    """The cells of all points, some series at once."""
    [(has_given_cells, has_times)] = con.execute(
        "select coalesce(bool_or(is_ghost or target is not null), false), any_value(typeof(month)) = 'TIMESTAMP' "
        "from point"
    ).fetchall()
    for points, condition in iterate_points(con, OFFICIAL_SPC_TABLES):
        charts = load_charts(con, OFFICIAL_SPC_TABLES, points, condition)
        limits = fetch_arrays(
            con,
            "select mean, reach, tolerance, moving_range_ceiling as ceiling from core.spc_limit "
            f"where {condition} order by series, phase",
        )
        ceiling = limits.pop("ceiling")
        charted = chart_points(points, charts, LimitLines(**limits))
        phases = con.execute(PHASE_CELLS.format(condition=f"limits.{condition}")).fetchall()
        given = con.execute(GIVEN_CELLS.format(condition=condition)).fetchall() if has_given_cells else []
        yield _group_cells(charted, _find_fixed(points, charts, ceiling), phases, given, has_times=has_times)


def _find_fixed(points: PhasePoints, charts: PhaseCharts, ceiling: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The values and moving ranges that the limits use; NaN for others."""
    is_after_fix = find_after_fix(points, charts)
    ranges = np.abs(points.steps)
    is_unused = is_after_fix | (ranges >= points.spread(ceiling))
    return np.where(is_after_fix, np.nan, points.values), np.where(is_unused, np.nan, ranges)


def _group_cells(
    charted: ChartedPoints,
    fixed: tuple[np.ndarray, np.ndarray],
    phases: Sequence[tuple[Any, ...]],
    given: Sequence[tuple[Any, ...]],
    *,
    has_times: bool,
) -> list[Cells]:
    points = charted.points
    of_phase = points.spread(np.arange(len(phases), dtype=np.int32))
    months, of_month = np.unique(points.months, return_inverse=True)
    dates = months.astype("datetime64[us]" if has_times else "datetime64[D]").tolist()
    targets = CellGroup(("target",), [(phase[8],) for phase in phases], of_phase)
    ghosts = CellGroup(("is_ghost", "ghost_reason"), [("FALSE", None)], np.zeros(len(of_phase), np.int8))
    values = points.values
    if given:
        ghost_values = np.array([value if is_ghost and value is not None else np.nan for is_ghost, value, *_ in given])
        values = np.where(np.isnan(values), ghost_values, values)
        ghosts = CellGroup(ghosts.names, [(_flag(row[0]), row[2] if row[0] else None) for row in given])
        # a series with a target for each date has none where the cell is empty
        targets = CellGroup(
            ("target",),
            [(row[3] if row[4] else phases[phase][8],) for row, phase in zip(given, of_phase.tolist(), strict=True)],
        )
    return [
        CellGroup(("series_id",), [phase[:1] for phase in phases], of_phase),
        CellGroup(("date",), [(date,) for date in dates], of_month),
        NumberColumn("y", values),
        CellGroup(("rebase_group",), [phase[1:2] for phase in phases], of_phase),
        NumberColumn("fix_y", fixed[0]),
        NumberColumn("mr_used", fixed[1]),
        CellGroup(("amr", "mean", "lpl", "upl", "nlpl", "nupl"), [phase[2:8] for phase in phases], of_phase),
        targets,
        _group_signals(charted, [phase[9:] for phase in phases]),
        ghosts,
    ]


def _group_signals(charted: ChartedPoints, phases: Sequence[tuple[Any, ...]]) -> CellGroup:
    """The cells that depend on the kind of the point, and on what is shown of its phase."""
    numbers_by_phase: dict[tuple[Any, ...], int] = {}
    of_phases = np.array([numbers_by_phase.setdefault(phase, len(numbers_by_phase)) for phase in phases])
    codes = charted.points.spread(of_phases)
    codes = (codes * len(charted.kinds.kinds) + charted.kinds.numbers) * len(NEAR_ANSWERS) + charted.signals.is_near
    present, numbers = np.unique(codes, return_inverse=True)
    different_phases = list(numbers_by_phase)
    contents = []
    for code in present.tolist():
        rest, near = divmod(code, len(NEAR_ANSWERS))
        phase, kind = divmod(rest, len(charted.kinds.kinds))
        contents.append(_list_signal_cells(charted.kinds.kinds[kind], NEAR_ANSWERS[near], different_phases[phase]))
    return CellGroup(SIGNAL_NAMES, contents, numbers)


NEAR_ANSWERS = (False, True, None)
SIGNAL_NAMES = (
    "outside_limits",
    "relative_to_mean",
    "close_to_limits",
    "part_of_trend7",
    "part_of_2in3",
    "part_of_shift7",
    "special_cause_type",
    "special_cause_flag",
    "point_type",
    "short_group_warning",
    "rule_set",
    "guarded_point_type",
)


def _list_signal_cells(kind: PointKind, is_near: bool | None, phase: tuple[str, str, bool]) -> tuple[Any, ...]:
    is_short, rule_set, is_shown = phase
    return (
        _flag(ANSWERS.get(kind.is_outside)),
        kind.side if kind.side in (-1, 0, 1) else None,
        _flag(is_near),
        kind.is_trend,
        kind.is_two_of_three if kind.is_two_of_three in ANSWERS else None,
        kind.is_shift if kind.is_shift in ANSWERS else None,
        kind.label,
        _flag(kind.rule is not None),
        kind.variation,
        is_short,
        rule_set,
        kind.variation if is_shown else None,
    )


def _flag(answer: bool | None) -> str | None:
    return None if answer is None else str(answer).upper()
