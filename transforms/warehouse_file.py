"""The warehouse file: closed and checked before it replaces the old one, and verified on request.

DuckDB writes recent changes to a log beside the database file (`.wal`), and reports no error when the disk is too full
to empty that log on closing: the database file alone would then have no tables.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from checks.storage.duckdb_connection import open_duckdb
from checks.storage.durable_files import fsync_file, fsync_folder, replace_durably
from transforms.model_graph import read_models
from transforms.table_descriptions import DICTIONARY_TABLE


class WarehouseFileError(RuntimeError):
    """The warehouse file is incomplete; the message says how."""


def log_of(path: Path) -> Path:
    """The path of DuckDB's log for a database file."""
    return path.with_name(f"{path.name}.wal")


def expected_tables() -> frozenset[str]:
    """The names of all tables of a finished warehouse."""
    return frozenset({model.table for model in read_models()} | {DICTIONARY_TABLE})


def check_whole(path: Path, *, reads_all: bool = False) -> None:
    """Raise WarehouseFileError unless the file alone has every table and each can be read.

    The first row of each is read, or with `reads_all` every block, which DuckDB verifies against its checksum.
    """
    if log_of(path).exists() and log_of(path).stat().st_size:
        raise WarehouseFileError(f"a part of it is only in {log_of(path).name}")
    expected = expected_tables()
    try:
        with open_duckdb(path, read_only=True) as con:
            listed = con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
            if missing := sorted(expected - {name for (name,) in listed}):
                raise WarehouseFileError(f"{len(missing)} of its tables are missing, {missing[0]} among them")
            for table in sorted(expected):
                rows = f"select bit_xor(hash(t)) from {table} t" if reads_all else f"from {table} limit 1"
                con.execute(rows).fetchall()
    except duckdb.Error as error:
        raise WarehouseFileError(str(error).splitlines()[0]) from error


def put_in_place(scratch: Path, target: Path) -> None:
    """Check a finished warehouse, flush it to disk, and replace the old one in one step."""
    check_whole(scratch)
    fsync_file(scratch)
    fsync_folder(scratch.parent)
    # a log left by a process that wrote to the old warehouse does not belong to the new one
    log_of(target).unlink(missing_ok=True)
    replace_durably(scratch, target)
