"""Whether every file that a build reads or writes is the one that the last build saw, by what the file system says.

A build whose sources are the same would make the same warehouse. Each file counts with its size, times and inode:
whatever writes to a file gives it a new `ctime`, even if it restores an older time. `holdgain verify-home` finds
what a faulty disk has changed.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home


def mark_sources(home: Home) -> str:
    """A digest of the marks of the ledger's and the lake's files."""
    total = hashlib.sha256()
    for path in sorted(_iterate_sources(home)):
        total.update(f"{path.relative_to(home.root)} {_mark_file(path)}\n".encode())
    return total.hexdigest()


def note_files(home: Home, sources: str) -> None:
    """Record the marks of the sources as they were when the build began, and of the warehouse that it made."""
    with contextlib.suppress(OSError):
        write_file_durably(_path_of_note(home), f"{sources} {_mark_file(home.warehouse)}".encode())


def are_files_unchanged(home: Home) -> bool:
    try:
        noted = _path_of_note(home).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return noted == f"{mark_sources(home)} {_mark_file(home.warehouse)}"


def _path_of_note(home: Home) -> Path:
    return home.warehouse.parent / "partitions" / "files"


def _iterate_sources(home: Home) -> Iterator[Path]:
    yield from home.ledger.glob("*.json")
    yield from home.ledger.glob("decisions/*.json")
    yield from home.lake.glob("*/*/*")


def _mark_file(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return "absent"
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
