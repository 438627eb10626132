"""The one way to open DuckDB: without a progress bar, and spilling to a folder we choose."""

from __future__ import annotations

from pathlib import Path

import duckdb


def open_duckdb(
    path: Path | None = None, *, scratch: Path | None = None, read_only: bool = False, threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a database file, or a private in-memory database; data that does not fit in memory spills to `scratch`.

    Without a number of threads, DuckDB uses every core.
    """
    config: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(scratch)} if scratch else {}
    if threads:
        config["threads"] = threads
    con = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=config)
    # the progress bar would be mixed into the caller's output
    con.execute("set enable_progress_bar = false")
    return con


def keep_tables_on_disk(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Put tables that are created from now on into a database file in the folder, where they are compressed."""
    place = str(folder / "rows.duckdb").replace("'", "''")
    con.execute(f"attach '{place}' as rows_on_disk; use rows_on_disk")
