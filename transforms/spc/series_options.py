"""The options of `holdgain spc` meet the series of its file: `core.spc_option` and `core.spc_series`."""

from __future__ import annotations

import json
from collections.abc import Sequence

import duckdb

from checks.storage.sql_text import quote_sql_text
from transforms.spc.models import RULE_SETS, read_model
from transforms.spc.options import SeriesOption
from transforms.spc.series_arrays import SeriesArrays
from transforms.spc.spc_error import SpcError

GIVEN = {
    "series_id": "varchar",
    "direction": "varchar",
    "rule_set": "varchar",
    "target": "double",
    "fix_after_points": "integer",
    "screens_moving_ranges": "boolean",
}


def load_options(
    connection: duckdb.DuckDBPyConnection, options: Sequence[SeriesOption], arrays: SeriesArrays
) -> list[str]:
    """Fill `core.spc_option` and `core.spc_series`; return the warnings for the user."""
    entries = quote_sql_text(json.dumps([vars(option) for option in options], default=str))
    # a rebase is compared with the points, so it is a date or a time as they are
    form = json.dumps([{**GIVEN, "rebases": [arrays.month_type]}])
    connection.execute(f"create temp table given as select unnest(from_json({entries}, '{form}'), max_depth := 2)")
    _refuse_unknown_rule_sets(connection, options)
    if arrays.has_targets:
        _refuse_two_targets(connection)
    connection.execute(f"create table core.spc_option as {read_model('spc.options')}")
    connection.execute(
        "create view core.spc_series as select series, month, if(is_ghost, null, value) as value from point"
    )
    return _unmatched_options(connection)


def _refuse_unknown_rule_sets(connection: duckdb.DuckDBPyConnection, options: Sequence[SeriesOption]) -> None:
    known = [name for (name,) in connection.execute(f"select rule_set from ({read_model(RULE_SETS)})").fetchall()]
    for option in options:
        if option.rule_set not in known:
            raise SpcError(
                f"options of {option.series_id}: rule_set must be one of {', '.join(known)}, not {option.rule_set!r}"
            )


def _refuse_two_targets(connection: duckdb.DuckDBPyConnection) -> None:
    row = connection.execute(
        "select name.series_id, min(point.line) from given "
        "inner join series_name as name on name.series_id = given.series_id "
        "inner join point on point.series = name.series "
        "where given.target is not null and point.target is not null group by all order by 2"
    ).fetchone()
    if row:
        raise SpcError(
            f"options of {row[0]}: the target is given here and in line {row[1]} of the series; remove one of them"
        )


def _unmatched_options(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select series_id from given where series_id not in (select series_id from series_name) order by 1"
    ).fetchall()
    return [f"{name}: options are given, but there is no such series" for (name,) in rows]


def check_rebases(connection: duckdb.DuckDBPyConnection, *, ignores: bool) -> list[str]:
    """Messages about rebases on dates without a point: silently skipping a recalculation would mislead."""
    rows = connection.execute(
        """
        with rebase as (select series_id, unnest(rebases) as month from given)
        select rebase.series_id, rebase.month
        from rebase
        inner join series_name as name on name.series_id = rebase.series_id
        inner join series_calendar on series_calendar.series = name.series
        inner join rhythm on rhythm.calendar = series_calendar.calendar
        where not list_contains(rhythm.months, rebase.month)
        order by all
        """
    ).fetchall()
    sentences = [f"{name}: there is no point on the rebase date {date:%Y-%m-%d}" for name, date in rows]
    if sentences and not ignores:
        raise SpcError(sentences[0])
    return [f"{sentence}; it is ignored" for sentence in sentences]
