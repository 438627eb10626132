"""Write lake files again from the archive: damaged ones, and those whose columns no longer match the contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from checks.contracts.problems import Refused
from checks.extracts import EXTRACTS
from checks.judgement import FileChangedError, judge_file
from checks.reading.open_file import open_file
from checks.storage import ledger
from checks.storage.archive import file_of_load
from checks.storage.file_hash import hash_open_file
from checks.storage.home import Home
from checks.storage.lake import Fingerprint, lake_path, note_restored, path_of_load
from checks.storage.ledger import Load


def restore_outdated(home: Home, progress: Callable[[str], None]) -> list[str]:
    """Rewrite from the archive every lake file whose columns differ from its contract; return the load ids.

    This runs only before a build with new code. Otherwise a column added to a contract would fail in a query, far from
    its cause.
    """
    restored = []
    for load in ledger.read_loads(home):
        path = lake_path(home, load.kind, load.month, load.load_id)
        if load.status != "accepted" or load.kind not in EXTRACTS or not path.exists():
            continue
        if _columns(path) == ("row", "era", *EXTRACTS[load.kind].lake_columns):
            continue
        if restore_lake_file(home, load):
            progress(f"{load.kind} {load.month or ''}: written to the lake again, because its columns have changed")
            restored.append(load.load_id)
        else:
            progress(
                f"{load.file_name} ({load.load_id}) cannot be read again from the archive; its lake file is unchanged"
            )
    return restored


def _columns(path: Path) -> tuple[str, ...]:
    """Return the file's column names; empty if it is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return tuple(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError):
        return ()


def restore_lake_file(home: Home, load: Load) -> bool:
    """Rewrite an accepted load's rows in the lake from its file in the archive.

    Returns False if that file is missing or has changed since it was accepted.
    """
    archived = file_of_load(home, load)
    try:
        with open_file(archived) as file, home.scratch() as folder:
            if hash_open_file(file.raw) != load.sha256:
                return False
            # not accepted until it is judged so: a contract may have become stricter since
            again = judge_file(home, file, None, replace(load, status="quarantined"), folder, is_new=False)
    except (FileNotFoundError, Refused, FileChangedError):
        return False
    if again.status != "accepted":
        return False
    note_restored(path_of_load(home, load), load, Fingerprint(again.lake_size, again.lake_sha256))
    return True
