"""Write staging tables: from Parquet files of loads, or from rows in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa

from checks.storage.ledger import Load


def stage_files(
    con: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    files: Sequence[tuple[Load, Any]],
    where_sql: str = "",
    published: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Stage all files as one table, each row with its load and the first day of its month.

    `published` maps a column to the SQL used in its place.
    """
    con.execute(f"create table staging.{table} (load_id varchar, source_kind varchar, month date, {columns})")
    if not files:
        return
    placed = [
        {"path": str(path), "load_id": load.load_id, "source": load.kind, "month": load.month} for load, path in files
    ]
    create_table(con, "loaded", placed, FILE_FIELDS)
    plain = [column.split()[0] for column in columns.split(", ")]
    names = ", ".join(published.get(name, f"file.{name}") for name in plain)
    paths = ", ".join("'" + str(path).replace("'", "''") + "'" for _, path in files)
    con.execute(
        f"insert into staging.{table} "
        f"select loaded.load_id, loaded.source, strptime(loaded.month, '%Y-%m')::date, {names} "
        f"from read_parquet([{paths}], filename = true, union_by_name = true) as file "
        f"join loaded on loaded.path = file.filename {where_sql}"
    )
    con.execute("drop table loaded")


def create_table(
    con: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Mapping[str, Any]], schema: pa.Schema | None = None
) -> None:
    con.register("rows_in", pa.Table.from_pylist(list(rows), schema=schema))
    con.execute(f"create table {name} as select * from rows_in")
    con.unregister("rows_in")


def parse_fields(text: str) -> pa.Schema:
    """Make a schema from 'name:type ...'; a field without a type is a string."""
    kinds = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "": pa.string()}
    return pa.schema([(name, kinds[kind]) for name, _, kind in (part.partition(":") for part in text.split())])


FILE_FIELDS = parse_fields("path load_id source month")
