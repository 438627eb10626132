"""Queries on the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import duckdb

Record = TypeVar("Record")


def fetch_rows(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Run a query and return its rows as dictionaries."""
    cursor = con.execute(sql, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def fetch_records(
    con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record], sql: str, values: Sequence[Any] = ()
) -> list[Record]:
    """Run a query whose columns are the fields of a record, and return its rows as such records."""
    return [make_record(**row) for row in fetch_rows(con, sql, values)]


def list_columns(record: type) -> str:
    """Name the fields of a record as the columns of a select, for a table that has a column for each field."""
    return ", ".join(f'"{field.name}"' for field in fields(record))
