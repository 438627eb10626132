"""The logs of Airflow's components: appended to, so that a crash can be read after a restart, and rotated by size.

A component writes to the file directly, so it carries on if its supervisor is killed. A log is therefore rotated like
logrotate's `copytruncate`: copied, then truncated. Lines written between the two are lost; the files are opened for
appending, so nothing is overwritten.
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
    """Open the log for appending, and write a line that says when the process started."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE), "wb", buffering=0)
    log.write(f"--- started {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n".encode())
    return log


def rotate_log(path: Path, most_bytes: int, copies: int) -> bool:
    """Move a log larger than `most_bytes` to `.1`, the one before to `.2`, and so on; return whether it was moved."""
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
