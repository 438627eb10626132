"""The SPC rules for any series: a CSV is charted by the warehouse's own code.

`core.spc_option` and `core.spc_series` are filled from the files instead of the warehouse's observations; what comes
later is the same. Columns and options are those of the reference package, NHSRplotthedots.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from checks.files.csv_text import csv_text
from checks.storage.duckdb_connection import open_duckdb
from transforms.spc.models import RULE_SETS, SPC_MODELS, create_models, read_model
from transforms.spc.options import SeriesOption, read_options
from transforms.spc.point_export import iterate_point_records, write_points
from transforms.spc.point_warnings import describe_points
from transforms.spc.series_charts import create_charts
from transforms.spc.series_points import load_points
from transforms.spc.series_table import load_raw_rows
from transforms.spc.spc_error import SpcError
from transforms.spc.sql_literal import quote_sql

__all__ = ["SPC_MODELS", "SpcError", "SpcResult", "chart_any_series", "create_models", "read_model"]

GIVEN = {
    "series_id": "varchar",
    "direction": "varchar",
    "rule_set": "varchar",
    "target": "double",
    "fix_after_points": "integer",
    "screens_moving_ranges": "boolean",
}


@dataclass(frozen=True)
class SpcResult:
    """The results, in an in-memory database; `warnings` are sentences for the user."""

    connection: duckdb.DuckDBPyConnection
    warnings: tuple[str, ...]

    def iterate_points_csv(self) -> Iterator[str]:
        """One row per point as CSV text, in parts."""
        return write_points(self.connection)

    def iterate_summary_csv(self) -> Iterator[str]:
        """One row per series as CSV text, in parts."""
        heads, rows = self._summary_rows()
        yield csv_text(heads, rows)

    def iterate_points(self) -> Iterator[dict[str, Any]]:
        """One row per point, with typed values."""
        return iterate_point_records(self.connection)

    def iterate_summary(self) -> Iterator[dict[str, Any]]:
        """One row per series, with typed values."""
        heads, rows = self._summary_rows()
        return (dict(zip(heads, row, strict=True)) for row in rows)

    def points(self) -> tuple[dict[str, Any], ...]:
        """All points, with typed values."""
        return tuple(self.iterate_points())

    def summary(self) -> tuple[dict[str, Any], ...]:
        """All series, with typed values."""
        return tuple(self.iterate_summary())

    def points_csv(self) -> str:
        """All points as CSV text."""
        return "".join(self.iterate_points_csv())

    def summary_csv(self) -> str:
        """All series as CSV text."""
        return "".join(self.iterate_summary_csv())

    def _summary_rows(self) -> tuple[list[str], list[tuple[Any, ...]]]:
        relation = self.connection.execute(read_model("spc.summary"))
        return [column[0] for column in relation.description or ()], relation.fetchall()


def write_parts(parts: Iterable[str], path: Path) -> None:
    """Write a text part by part. Raises SpcError if it cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as handle:
            handle.writelines(parts)
    except OSError as error:
        raise SpcError(f"cannot write {path}: {error.strerror or error}") from error


def chart_any_series(
    series_csv: Path,
    options_json: Path | None = None,
    *,
    ignores_absent_rebases: bool = False,
    date_order: str | None = None,
) -> SpcResult:
    """Chart every series in the file. Raises SpcError on input that cannot be used.

    A rebase on a date without a point is also refused, unless it is to be ignored as in the reference package.
    `date_order` (day-first or month-first) decides about dates such as 01/02/2024 if nothing else in the file does.
    """
    connection = open_duckdb()
    connection.execute("create schema core; create schema mart")
    warnings = _load_file(connection, series_csv, date_order)
    options = read_options(options_json) if options_json else []
    warnings += _load_options(connection, options)
    if any(option.rebases for option in options):
        warnings += _absent_rebases(connection, ignores=ignores_absent_rebases)
    create_charts(connection)
    return SpcResult(connection, (*warnings, *describe_points(connection)))


def _load_file(connection: duckdb.DuckDBPyConnection, path: Path, date_order: str | None) -> list[str]:
    """Create `point`; return notes for the user. Raises SpcError, which names the file."""
    with tempfile.TemporaryDirectory() as folder:
        header, notes = load_raw_rows(connection, path, Path(folder))
        try:
            notes += [f"{path}: {note}" for note in load_points(connection, header, Path(folder), date_order)]
        except SpcError as fault:
            raise SpcError(f"{path}: {fault}") from fault
    return notes


def _load_options(connection: duckdb.DuckDBPyConnection, options: Sequence[SeriesOption]) -> list[str]:
    """Fill `core.spc_option` and `core.spc_series`; return the warnings for the user."""
    entries = quote_sql(json.dumps([asdict(option) for option in options], default=str))
    # a rebase is compared with the points, so it is a date or a time as they are
    [(moment_type,)] = connection.execute("select lower(typeof(any_value(month))) from point").fetchall()
    form = json.dumps([{**GIVEN, "rebases": [moment_type]}])
    connection.execute(f"create temp table given as select unnest(from_json({entries}, '{form}'), max_depth := 2)")
    _refuse_unknown_rule_sets(connection, options)
    _refuse_two_targets(connection)
    connection.execute(f"create table core.spc_option as {read_model('spc.options')}")
    connection.execute(
        "create view core.spc_series as "
        "select option.series, point.month, if(point.is_ghost, null, point.value) as value "
        "from point inner join core.spc_option as option on option.measure = point.series_id"
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
        "select given.series_id, min(point.line) from given inner join point on point.series_id = given.series_id "
        "where given.target is not null and point.target is not null group by all order by 2"
    ).fetchone()
    if row:
        raise SpcError(
            f"options of {row[0]}: the target is given here and in line {row[1]} of the series; remove one of them"
        )


def _unmatched_options(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select series_id from given where series_id not in (select series_id from point) order by 1"
    ).fetchall()
    return [f"{name}: options are given, but there is no such series" for (name,) in rows]


def _absent_rebases(connection: duckdb.DuckDBPyConnection, *, ignores: bool) -> list[str]:
    """Messages about rebases on dates without a point: silently skipping a recalculation would mislead."""
    rows = connection.execute(
        """
        with rebase as (select series_id, unnest(rebases) as month from given)
        select series_id, month from rebase
        where series_id in (select series_id from point)
        and (series_id, month) not in (select (series_id, month) from point)
        order by all
        """
    ).fetchall()
    sentences = [f"{name}: there is no point on the rebase date {date:%Y-%m-%d}" for name, date in rows]
    if sentences and not ignores:
        raise SpcError(sentences[0])
    return [f"{sentence}; it is ignored" for sentence in sentences]
