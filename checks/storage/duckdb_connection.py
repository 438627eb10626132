"""How DuckDB is opened, everywhere: quietly, and spilling into a folder of ours."""

from __future__ import annotations

from pathlib import Path

import duckdb


def open_duckdb(
    path: Path | None = None, *, scratch: Path | None = None, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """Open a database file, or a private one in memory; what does not fit into memory goes to `scratch`."""
    config: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(scratch)} if scratch else {}
    con = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=config)
    # its progress bar would write into the output of whoever called us
    con.execute("set enable_progress_bar = false")
    return con
