"""Tell whether an inbox file is complete: no process is still writing it."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import time
from collections.abc import Mapping
from pathlib import Path

QUIET_SECONDS = 3.0
"""Chosen to outlast a short pause in a copy; only used where the file system has no leases (docs/intake.md)."""


def is_being_written(path: Path) -> bool | None:
    """Whether a process on this machine has the file open for writing; None if the file system cannot tell.

    The kernel refuses a read lease on a file that has a writer.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        return has_writer(handle)
    finally:
        os.close(handle)


def has_writer(handle: int) -> bool | None:
    """Whether a process on this machine has an open file open for writing; None if the file system cannot tell."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return None
    try:
        # if a writer opens the file while we hold the lease we get a signal, so pick one that is ignored by default
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    return False


def files_no_longer_changing(arrivals: Mapping[Path, bool | None]) -> list[Path]:
    """Select the files that nobody is writing; where the file system cannot tell (None), those that stay unchanged.

    Moving a file that is still being written would take it away from its writer.
    """
    untold = {path: _size_and_mtime(path) for path, is_written in arrivals.items() if is_written is None}
    waiting = [path for path, is_written in arrivals.items() if not is_written]
    newest = max((changed for _, changed in untold.values()), default=0.0)
    time.sleep(min(max(newest + QUIET_SECONDS - time.time(), 0.0), QUIET_SECONDS))
    return [path for path in waiting if path not in untold or untold[path] == _size_and_mtime(path)]


def _size_and_mtime(path: Path) -> tuple[int, float]:
    """Size in bytes and time of the last change; zeros for anything but a regular file."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return 0, 0.0
    return (status.st_size, status.st_mtime) if stat.S_ISREG(status.st_mode) else (0, 0.0)
