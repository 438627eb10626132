"""The SPC rules for any series: a CSV is charted by the warehouse's own SQL.

`core.spc_option` and `core.spc_series` are filled from the files instead of the warehouse's observations; every later
model is the same SQL. Columns and options are those of the reference package, NHSRplotthedots.
"""

from __future__ import annotations

import json
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from checks.files.csv_text import csv_text
from checks.storage.duckdb_connection import open_duckdb
from transforms.spc.line_ends import write_with_lf
from transforms.spc.options import SeriesOption, SpcError, read_options

__all__ = ["SPC_MODELS", "SpcError", "SpcResult", "chart_any_series"]

SQL_FOLDER = Path(__file__).parents[1]
RULE_SETS = "core.spc_rule_set"
SPC_MODELS = (
    RULE_SETS,
    "core.spc_step",
    "core.spc_limit",
    "mart.spc",
    "core.spc_latest",
    "mart.spc_summary",
)
GIVEN = json.dumps(
    {
        "series_id": "varchar",
        "direction": "varchar",
        "rule_set": "varchar",
        "target": "double",
        "fix_after_points": "integer",
        "screens_moving_ranges": "boolean",
        "rebases": ["date"],
    }
)
COLUMNS = ("series_id", "date", "value")
FAULTS = (
    ("coalesce(series_id, '') = ''", "has no series_id"),
    ("month is null", "has no date that can be read, but {!r}"),
    ("text is not null and not coalesce(isfinite(value), false)", "has no value that can be read, but {!r}"),
)


@dataclass(frozen=True)
class SpcResult:
    """The results, in an in-memory database; `warnings` are sentences for the user."""

    connection: duckdb.DuckDBPyConnection
    warnings: tuple[str, ...]

    def points_csv(self, path: Path | None = None) -> str:
        """One row per point as CSV text, also written to the path if one is given."""
        return self._csv("spc.points", path)

    def summary_csv(self, path: Path | None = None) -> str:
        """One row per series as CSV text, also written to the path if one is given."""
        return self._csv("spc.summary", path)

    def points(self) -> tuple[dict[str, Any], ...]:
        """One row per point, with typed values."""
        return self._rows("spc.points")[1]

    def summary(self) -> tuple[dict[str, Any], ...]:
        """One row per series, with typed values."""
        return self._rows("spc.summary")[1]

    def _csv(self, name: str, path: Path | None) -> str:
        heads, rows = self._rows(name)
        text = csv_text(heads, (row.values() for row in rows))
        if path:
            try:
                path.write_text(text, encoding="utf-8", newline="")
            except OSError as error:
                raise SpcError(f"cannot write {path}: {error}") from error
        return text

    def _rows(self, name: str) -> tuple[list[str], tuple[dict[str, Any], ...]]:
        relation = self.connection.sql(read_model(name))
        heads = list(relation.columns)
        return heads, tuple(dict(zip(heads, row, strict=True)) for row in relation.fetchall())


def chart_any_series(
    series_csv: Path, options_json: Path | None = None, *, ignores_absent_rebases: bool = False
) -> SpcResult:
    """Chart every series in the file. Raises SpcError on input that cannot be used.

    A rebase on a date without a point is also refused, unless it is to be ignored as in the reference package.
    """
    connection = open_duckdb()
    connection.execute("create schema core; create schema mart")
    _load_points(connection, series_csv)
    options = read_options(options_json) if options_json else []
    warnings = [*_load_options(connection, options), *_absent_rebases(connection, ignores=ignores_absent_rebases)]
    create_models(connection)
    gaps = connection.execute(
        "select measure || ': ' || gaps || ' missing between the first date and the last' "
        "from mart.spc_summary where gaps > 0 order by measure"
    ).fetchall()
    return SpcResult(connection, (*warnings, *(gap for (gap,) in gaps)))


def read_model(name: str) -> str:
    """Read the SQL of a model, or of one of the exports in this folder."""
    return (SQL_FOLDER / f"{name.replace('.', '/')}.sql").read_text(encoding="utf-8")


def create_models(connection: duckdb.DuckDBPyConnection, models: Sequence[str] = SPC_MODELS) -> None:
    """Create the SPC models in order, starting from `core.spc_option` and `core.spc_series`."""
    for model in models:
        connection.execute(f"create table {model} as {read_model(model)}")


def _sql_literal(text: str) -> str:
    """Quote text as an SQL literal; a bound parameter would make DuckDB import pandas, which takes 1.5 s of CPU."""
    return "'" + text.replace("'", "''") + "'"


def _load_points(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Load `point`: line, series_id, month, value. Blank, NA and NaN are missing values; YYYY-MM is also a date."""
    with tempfile.TemporaryDirectory() as folder:
        alike = Path(folder) / "series.csv"
        try:
            write_with_lf(path, alike)
            connection.execute(
                "create temp table raw as select row_number() over () + 1 as line, * "
                f"from read_csv({_sql_literal(str(alike))}, all_varchar = true, header = true, "
                "delim = ',', quote = '\"')"
            )
        except (OSError, EOFError, zlib.error, duckdb.Error) as error:
            error_text = str(error).splitlines()[0].replace(str(alike), str(path))
            raise SpcError(f"cannot read {path}: {error_text}") from error
    column_names = {name for name, *_ in connection.execute("describe raw").fetchall()}
    if missing := [name for name in COLUMNS if name not in column_names]:
        raise SpcError(f"{path}: no column {', '.join(missing)}; the columns needed are {', '.join(COLUMNS)}")
    connection.execute(
        """
        create temp table point as
        select
            line,
            trim(series_id) as series_id,
            trim(date) as date,
            try_cast(if(length(trim(date)) = 7, trim(date) || '-01', trim(date)) as date) as month,
            if(upper(trim(value)) in ('', 'NA', 'NAN'), null, trim(value)) as text,
            try_cast(text as double) as value,
        from raw
        """
    )
    _refuse_faults(connection, path)


def _refuse_faults(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    if connection.execute("select count(*) from point").fetchone() == (0,):
        raise SpcError(f"{path}: there are no rows")
    for condition, meaning in FAULTS:
        form = "date" if condition.startswith("month") else "text"
        row = connection.execute(f"select line, {form} from point where {condition} order by line").fetchone()
        if row:
            raise SpcError(f"{path}: line {row[0]} {meaning.format(row[1])}")
    row = connection.execute(
        "select series_id, month, max(line) from point group by all having count(*) > 1 order by 3"
    ).fetchone()
    if row:
        raise SpcError(f"{path}: line {row[2]} repeats {row[1]:%Y-%m-%d} of {row[0]}; one value a date is needed")


def _load_options(connection: duckdb.DuckDBPyConnection, options: Sequence[SeriesOption]) -> list[str]:
    """Fill `core.spc_option` and `core.spc_series`; return the warnings for the user."""
    entries = _sql_literal(json.dumps([asdict(option) for option in options], default=str))
    connection.execute(f"create temp table given as select unnest(from_json({entries}, '[{GIVEN}]'), max_depth := 2)")
    known = [name for (name,) in connection.execute(f"select rule_set from ({read_model(RULE_SETS)})").fetchall()]
    for option in options:
        if option.rule_set not in known:
            raise SpcError(
                f"options of {option.series_id}: rule_set is one of {', '.join(known)}, not {option.rule_set!r}"
            )
    connection.execute(f"create table core.spc_option as {read_model('spc.options')}")
    connection.execute(
        "create table core.spc_series as select option.series, point.month, point.value "
        "from point inner join core.spc_option as option on option.measure = point.series_id"
    )
    return _unmatched_options(connection)


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
