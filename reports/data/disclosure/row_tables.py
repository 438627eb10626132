"""Puts rows that were worked out in Python into a table; DuckDB would import pandas for one that is registered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from checks.storage.sql_text import quote_sql_text

ColumnTypes = Mapping[str, str | list[str]]
"""The DuckDB type of each column; a list of a type is a column of lists."""


def create_row_table(
    con: duckdb.DuckDBPyConnection, table: str, types: ColumnTypes, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Make a temporary table of the rows, in their order."""
    text, structure = quote_sql_text(json.dumps(list(rows))), quote_sql_text(json.dumps([types]))
    con.execute(f"create temp table {table} as select unnest(from_json({text}, {structure}), max_depth := 2)")
