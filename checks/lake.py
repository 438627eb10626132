"""The lake: the typed rows of every accepted load, one Parquet file each."""

from __future__ import annotations

from pathlib import Path

import duckdb

from checks.contract import SAMPLE_CODE_PATTERN, Extract
from checks.home import Home


def lake_path(home: Home, kind: str, month: str | None, load_id: str) -> Path:
    """Where the rows of an accepted load lie. Older vintages stay beside newer ones: the ledger tells which counts."""
    return home.lake / kind / f"month={month or 'register'}" / f"{load_id}.parquet"


def store(con: duckdb.DuckDBPyConnection, extract: Extract, target: Path, folder: Path) -> tuple[int, bool]:
    """Write the view `data` to the target, whole or not at all; give its rows and whether they are sample data.

    It is written in `folder`, on the same file system, so that what a crash leaves behind lies with other scratch.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = folder / target.name
    order = ", ".join((*extract.sort_by, "row"))
    con.execute(
        f"copy (select row, era, {', '.join(extract.lake_columns)} from data order by {order}) "
        f"to '{str(scratch).replace(chr(39), chr(39) * 2)}' (format parquet, compression zstd)"
    )
    scratch.replace(target)
    found = con.execute(
        f"select count(*), bool_or(regexp_matches({extract.organisation}, '{SAMPLE_CODE_PATTERN}')) from data"
    ).fetchone()
    return (int(found[0]), bool(found[1])) if found else (0, False)
