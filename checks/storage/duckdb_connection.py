"""The one way to open DuckDB: without a progress bar, and spilling to a folder we choose."""

from __future__ import annotations

from pathlib import Path

import duckdb


def open_duckdb(
    path: Path | None = None, *, scratch: Path | None = None, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """Open a database file, or a private in-memory database; data that does not fit in memory spills to `scratch`."""
    config: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(scratch)} if scratch else {}
    con = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=config)
    # the progress bar would be mixed into the caller's output
    con.execute("set enable_progress_bar = false")
    return con
