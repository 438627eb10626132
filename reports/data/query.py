"""Queries on the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb


def fetch_rows(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Run a query and return its rows as dictionaries."""
    cursor = con.execute(sql, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
