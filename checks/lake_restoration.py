"""Lake files that an earlier release wrote with other columns than the contract has now: they are written again.

Only asked when other code is about to build: a contract that gains a column would else fail in a query, far from its
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
    """Write from the archive every lake file whose columns are not those of its contract; the ids of the loads."""
    restored = []
    for load in ledger.read_loads(home):
        path = lake_path(home, load.kind, load.month, load.load_id)
        if load.status != "accepted" or load.kind not in EXTRACTS or not path.exists():
            continue
        if _columns(path) == ("row", "era", *EXTRACTS[load.kind].lake_columns):
            continue
        if admission.restore_lake_file(home, load):
            progress(f"{load.kind} {load.month or ''}: written into the lake again, for this release has other columns")
            restored.append(load.load_id)
        else:
            progress(f"{load.file_name} ({load.load_id}) cannot be read again from the archive; its lake file stays")
    return restored


def _columns(path: Path) -> tuple[str, ...]:
    """The names of the file's columns; none of one that is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return tuple(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError):
        return ()
