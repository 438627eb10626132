"""The lake: one Parquet file of typed rows for each accepted load."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb

from checks.contracts.contract import SAMPLE_CODE_PATTERN, Extract
from checks.storage.durable_files import replace_durably, write_file_durably
from checks.storage.file_hash import hash_file
from checks.storage.home import Home
from checks.storage.ledger import Load

MAGIC = b"PAR1"
"""The first and last four bytes of a Parquet file; the four bytes before the last give the length of its footer."""
SHORTEST = 12
"""Bytes: two marks of four and a footer length of four."""


@dataclass(frozen=True)
class Fingerprint:
    """Size in bytes and SHA-256 of a file."""

    size: int
    sha256: str


@dataclass(frozen=True)
class StoredRows:
    """What was written to the lake: number of rows, whether they are sample data, and the file's fingerprint."""

    rows: int
    is_sample: bool
    fingerprint: Fingerprint


def lake_path(home: Home, kind: str, month: str | None, load_id: str) -> Path:
    """Return the Parquet path of an accepted load. Older vintages stay; the ledger says which counts."""
    return home.lake / kind / f"month={month or 'register'}" / f"{load_id}.parquet"


def path_of_load(home: Home, load: Load) -> Path:
    """Return the Parquet path of this accepted load."""
    return lake_path(home, load.kind, load.month, load.load_id)


def store_in_lake(
    home: Home, con: duckdb.DuckDBPyConnection, extract: Extract, target: Path, folder: Path
) -> StoredRows:
    """Write the view `stored` to the target, whole or not at all; it is safely on disk on return.

    It is first written to `folder`, on the same file system, so that a crash leaves only scratch files.
    """
    home.make_folder(target.parent)
    scratch = folder / target.name
    order = ", ".join((*extract.sort_by, "row"))
    con.execute(
        f"copy (select row, era, {', '.join(extract.lake_columns)} from stored order by {order}) "
        f"to '{str(scratch).replace(chr(39), chr(39) * 2)}' (format parquet, compression zstd)"
    )
    fingerprint = Fingerprint(scratch.stat().st_size, hash_file(scratch))
    replace_durably(scratch, target)
    [(rows, is_sample)] = con.execute(
        f"select count(*), bool_or(regexp_matches({extract.organisation}, '{SAMPLE_CODE_PATTERN}')) from data"
    ).fetchall()
    return StoredRows(int(rows), bool(is_sample), fingerprint)


def add_rows(load: Load, stored: StoredRows) -> Load:
    """Return the load as accepted, with its row count and lake fingerprint."""
    size, digest = stored.fingerprint.size, stored.fingerprint.sha256
    accepted = replace(load, status="accepted", lake_size=size, lake_sha256=digest)
    return replace(accepted, rows=stored.rows, is_sample=stored.is_sample)


def is_whole_parquet(path: Path) -> bool:
    """Whether a file begins and ends like a Parquet file; a missing, empty or truncated file does not."""
    try:
        size = path.stat().st_size
        with path.open("rb") as handle:
            start = handle.read(len(MAGIC))
            handle.seek(max(size - len(MAGIC) * 2, 0))
            footer, end = handle.read(len(MAGIC)), handle.read(len(MAGIC))
    except OSError:
        return False
    return size >= SHORTEST and start == end == MAGIC and int.from_bytes(footer, "little") + SHORTEST <= size


def is_intact(home: Home, load: Load, *, reads_all: bool = False) -> bool:
    """Whether the load's lake file is unchanged: by its size, start and end, or also by its hash with `reads_all`.

    Entries from before fingerprints were recorded can only be checked by start and end.
    """
    path = path_of_load(home, load)
    if not is_whole_parquet(path):
        return False
    expected = _expected_fingerprints(path, load)
    if not expected:
        return True
    if path.stat().st_size not in {item.size for item in expected}:
        return False
    return not reads_all or hash_file(path) in {item.sha256 for item in expected}


def _expected_fingerprints(path: Path, load: Load) -> list[Fingerprint]:
    recorded = [Fingerprint(load.lake_size, load.lake_sha256)] if load.lake_sha256 else []
    try:
        return [*recorded, Fingerprint(**json.loads(_restored_note(path).read_text(encoding="utf-8")))]
    except (OSError, ValueError, TypeError):
        return recorded


def note_restored(path: Path, load: Load, fingerprint: Fingerprint) -> None:
    """Record the fingerprint of a restored file if it differs from the ledger's.

    The rows are the same, but another DuckDB release may write different bytes, and ledger entries never change.
    """
    if fingerprint != Fingerprint(load.lake_size, load.lake_sha256):
        write_file_durably(_restored_note(path), json.dumps(asdict(fingerprint)).encode())


def _restored_note(path: Path) -> Path:
    return path.with_suffix(".restored.json")
