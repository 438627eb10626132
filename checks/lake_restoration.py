"""Rewrite lake files whose columns, written by an earlier release, no longer match the contract.

This runs only before a build with new code. Otherwise a column added to a contract would fail in a query, far from its
cause.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from checks import admission
from checks.extracts import EXTRACTS
from checks.storage import ledger
from checks.storage.home import Home
from checks.storage.lake import lake_path


def restore_outdated(home: Home, progress: Callable[[str], None]) -> list[str]:
    """Rewrite from the archive every lake file whose columns differ from its contract; return the load ids."""
    restored = []
    for load in ledger.read_loads(home):
        path = lake_path(home, load.kind, load.month, load.load_id)
        if load.status != "accepted" or load.kind not in EXTRACTS or not path.exists():
            continue
        if _columns(path) == ("row", "era", *EXTRACTS[load.kind].lake_columns):
            continue
        if admission.restore_lake_file(home, load):
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
