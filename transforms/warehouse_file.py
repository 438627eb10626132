"""The warehouse as a file: closed and checked before it takes the old one's place, and looked through when asked.

DuckDB writes what does not yet fit into the database file into a log beside it (`.wal`), and says nothing when the disk
is too full to empty that log on closing: the database file alone would then hold no tables.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from checks.storage.duckdb_connection import open_duckdb
from checks.storage.durable_files import fsync_file, fsync_folder, replace_durably
from transforms.data_dictionary import TABLE
from transforms.model_graph import read_models


class WarehouseFileError(RuntimeError):
    """A warehouse file that is not whole; the message says in what way."""


def log_of(path: Path) -> Path:
    """DuckDB's log beside a database file."""
    return path.with_name(f"{path.name}.wal")


def expected_tables() -> frozenset[str]:
    """Every table of a finished warehouse."""
    return frozenset({model.table for model in read_models()} | {TABLE})


def check_whole(path: Path, *, reads_all: bool = False) -> None:
    """Raise WarehouseFileError unless the file holds every table by itself, and each can be read.

    The first row of each is read, or with `reads_all` every block, which DuckDB holds against its checksum.
    """
    if log_of(path).exists() and log_of(path).stat().st_size:
        raise WarehouseFileError(f"a part of it is only in {log_of(path).name}")
    try:
        with open_duckdb(path, read_only=True) as con:
            listed = con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
            if missing := sorted(expected_tables() - {name for (name,) in listed}):
                raise WarehouseFileError(f"{len(missing)} of its tables are missing, {missing[0]} among them")
            for table in sorted(expected_tables()):
                rows = f"select bit_xor(hash(t)) from {table} t" if reads_all else f"from {table} limit 1"
                con.execute(rows).fetchall()
    except duckdb.Error as error:
        raise WarehouseFileError(str(error).splitlines()[0]) from error


def put_in_place(scratch: Path, target: Path) -> None:
    """Check a finished warehouse, see that it is on disk, and let it take the old one's place in one step."""
    check_whole(scratch)
    fsync_file(scratch)
    fsync_folder(scratch.parent)
    # the log of somebody who opened the old warehouse for writing says nothing of the new one
    log_of(target).unlink(missing_ok=True)
    replace_durably(scratch, target)
