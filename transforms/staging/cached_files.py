"""Checks on the cache of builds: files beside the warehouse, computed from the rows of each load."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from checks.storage.duckdb_connection import open_duckdb
from checks.storage.home import Home


def find_unreadable_files(home: Home) -> Iterator[Path]:
    """Find cached files that cannot be read in full; they may be removed, and the next build computes them again."""
    with open_duckdb() as con:
        for path in sorted(home.warehouse.parent.glob("*/*/*.parquet")):
            place = str(path).replace("'", "''")
            try:
                con.execute(f"select bit_xor(hash(t)) from read_parquet(['{place}']) t").fetchall()
            except duckdb.Error:
                yield path
