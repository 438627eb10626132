"""The logs of Airflow's components: appended, so that a crash can be read after the next start, and rotated by size.

A component writes to the file itself, not through us, so it goes on when its supervisor is killed. So a log is rotated
as logrotate's `copytruncate` does it: copied, then cut to nothing. Lines written between the two are lost; the files
are opened for appending, so nothing is ever overwritten.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600


def log_path(folder: Path, name: str) -> Path:
    return folder / "logs" / f"{name}.log"


def open_log(path: Path) -> BinaryIO:
    """Open for appending, with one line that says when a process started to write."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE), "wb", buffering=0)
    log.write(f"--- started {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n".encode())
    return log


def rotate_log(path: Path, most_bytes: int, copies: int) -> bool:
    """Move a log that has outgrown its size to `.1`, the one before to `.2`, and so on; whether it had."""
    try:
        if path.stat().st_size <= most_bytes:
            return False
    except FileNotFoundError:
        return False
    for number in range(copies - 1, 0, -1):
        older = _rotated_path(path, number)
        if older.exists():
            older.replace(_rotated_path(path, number + 1))
    scratch = path.with_name(f"{path.name}.copying")
    with (
        path.open("rb") as source,
        os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "wb") as to,
    ):
        shutil.copyfileobj(source, to)
    scratch.replace(_rotated_path(path, 1))
    os.truncate(path, 0)
    return True


def _rotated_path(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")
