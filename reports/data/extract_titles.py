"""The titles of the kinds of extract."""

from __future__ import annotations

import duckdb

from reports.data.query import fetch_rows


def read_extract_titles(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Read the title of each kind, in the order of the contracts."""
    return {row["kind"]: row["title"] for row in fetch_rows(con, "select kind, title from core.extract")}
