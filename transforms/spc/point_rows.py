"""The rows of `mart.spc`, from arrays: every point with its limits, the result of every rule, and its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np

from checks.storage.sql_text import quote_sql_text
from transforms.spc.models import start_statement
from transforms.spc.phase_points import PhaseCharts, PhasePoints, SpcTables, fetch_arrays, iterate_points, load_charts
from transforms.spc.point_names import PointKind, PointKinds, find_kinds
from transforms.spc.point_rules import NO_SIDE, UNKNOWN, LimitLines, PointSignals, apply_rules

POINT_ROWS = """
    select
        option.measure,
        option.organisation,
        point.month::{month_type} as month,
        point.value,
        phase.phase,
        phase.mean,
        phase.mean - phase.reach as lower_limit,
        phase.mean + phase.reach as upper_limit,
        phase.mean - phase.reach * 2 / 3 as lower_near,
        phase.mean + phase.reach * 2 / 3 as upper_near,
        option.target,
        kind.rule::varchar as rule,
        kind.label,
        kind.variation,
        nullif(point.is_outside, {unknown})::boolean as is_outside,
        nullif(point.is_near, {unknown})::boolean as is_near,
        point.is_trend::boolean as is_trend,
        nullif(point.is_two_of_three, {unknown})::boolean as is_two_of_three,
        nullif(point.is_shift, {unknown})::boolean as is_shift,
        nullif(point.side, {no_side}) as side,
        nullif(point.step, {no_side}) as step,
        point.trend_direction,
        kind.signal::tinyint as signal,
        kind.is_high,
        kind.is_low,
        phase.series,
        point.place,
        option.rule_set,
    from point_columns as point
    inner join phase_columns as phase on phase.number = point.phase_number
    inner join (values {kinds}) as kind (number, rule, label, variation, signal, is_high, is_low)
        on kind.number = point.kind_number
    inner join {option} as option on option.series = phase.series
"""
NO_KIND = PointKind(0, 0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class ChartedPoints:
    """Points with the lines that they are compared with, and what comes out."""

    points: PhasePoints
    lines: LimitLines
    signals: PointSignals
    kinds: PointKinds


def chart_points(points: PhasePoints, charts: PhaseCharts, lines: LimitLines) -> ChartedPoints:
    """Apply the rules to the points, and name what comes out."""
    signals = apply_rules(points, lines, charts)
    return ChartedPoints(points, lines, signals, find_kinds(points, signals, charts))


def write_points(con: duckdb.DuckDBPyConnection, tables: SpcTables, target: str, *, is_new: bool) -> None:
    """Write the points of all series to the target, some series at once."""
    month_type = read_month_type(con, tables)
    for charted in _chart_in_parts(con, tables):
        rows = write_point_rows(charted.kinds, tables.option, month_type)
        columns = (list_point_columns(charted), list_phase_columns(charted))
        _execute(con, f"{start_statement(target, is_new=is_new)} {rows}", *columns)
        is_new = False


def _chart_in_parts(con: duckdb.DuckDBPyConnection, tables: SpcTables) -> Iterator[ChartedPoints]:
    yield _chart_nothing()
    for points, condition in iterate_points(con, tables):
        rows = fetch_arrays(
            con, f"select mean, reach, tolerance from {tables.limit} where {condition} order by series, phase"
        )
        yield chart_points(points, load_charts(con, tables, points, condition), LimitLines(**rows))


def _chart_nothing() -> ChartedPoints:
    """No points, with the types of all columns."""
    number, whole, moment = np.empty(0), np.empty(0, np.int32), np.empty(0, "datetime64[us]")
    points = PhasePoints(np.zeros(1, np.int64), whole, whole, moment, number, number)
    signals = PointSignals(*(np.empty(0, np.int8) for _ in range(8)))
    return ChartedPoints(points, LimitLines(number, number, number), signals, PointKinds((NO_KIND,), whole))


def read_month_type(con: duckdb.DuckDBPyConnection, tables: SpcTables) -> str:
    """Whether points have a date or a time."""
    [(description, *_)] = con.execute(f"select typeof(any_value(month)) from {tables.step}").fetchall()
    return "timestamp" if description == "TIMESTAMP" else "date"


def write_point_rows(kinds: PointKinds, option: str, month_type: str) -> str:
    """The SQL of the rows, which reads `point_columns` and `phase_columns`."""
    return POINT_ROWS.format(
        month_type=month_type,
        option=option,
        unknown=UNKNOWN,
        no_side=NO_SIDE,
        kinds=", ".join(_write_kind(number, kind) for number, kind in enumerate(kinds.kinds)),
    )


def create_points(
    con: duckdb.DuckDBPyConnection,
    table: str,
    charted: ChartedPoints,
    tables: SpcTables,
    month_type: str,
    *,
    only: np.ndarray,
) -> None:
    """Create a table of some of the points; `only` flags them."""
    point_columns = {name: column[only] for name, column in list_point_columns(charted).items()}
    rows = write_point_rows(charted.kinds, tables.option, month_type)
    _execute(con, f"create or replace temp table {table} as {rows}", point_columns, list_phase_columns(charted))


def _write_kind(number: int, kind: PointKind) -> str:
    rule = quote_sql_text(kind.rule) if kind.rule else "null"
    texts = f"{rule}, {quote_sql_text(kind.label)}, {quote_sql_text(kind.variation)}"
    return f"({number}, {texts}, {kind.signal}, {kind.is_high}, {kind.is_low})"


def list_point_columns(charted: ChartedPoints) -> dict[str, np.ndarray]:
    """What each point has of its own."""
    points = charted.points
    return {
        "month": points.months,
        "value": points.values,
        "place": points.places,
        "phase_number": points.spread(np.arange(len(points.starts), dtype=np.int32)),
        "kind_number": charted.kinds.numbers,
        **vars(charted.signals),
    }


def list_phase_columns(charted: ChartedPoints) -> dict[str, np.ndarray]:
    """What all points of a phase share."""
    return {
        "number": np.arange(len(charted.points.starts), dtype=np.int32),
        "series": charted.points.series,
        "phase": charted.points.phases,
        "mean": charted.lines.mean,
        "reach": charted.lines.reach,
    }


def _execute(
    con: duckdb.DuckDBPyConnection,
    statement: str,
    point_columns: Mapping[str, np.ndarray],
    phase_columns: Mapping[str, np.ndarray],
) -> None:
    """Run a statement that reads the columns: DuckDB looks for variables of these names."""
    con.execute(statement)
