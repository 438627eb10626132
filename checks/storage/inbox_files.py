"""Whether a file has arrived: nobody is writing it any more."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import time
from collections.abc import Sequence
from pathlib import Path

QUIET_SECONDS = 3.0


def is_being_written(path: Path) -> bool | None:
    """Whether somebody on this machine has the file open for writing; None where the file system cannot tell.

    The kernel grants a read lease on no file that has a writer.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or not hasattr(fcntl, "F_SETLEASE"):
            return None
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        # a writer that comes while we hold the lease is told by a signal: one that does nothing
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(handle)
    return False


def files_no_longer_changing(waiting: Sequence[Path]) -> list[Path]:
    """Files of the inbox that nobody is writing; where the file system cannot tell, those that do not change a while.

    A file that is still being written and moved away would be lost to whoever writes it.
    """
    untold = {path: _size_and_mtime(path) for path in waiting if is_being_written(path) is None}
    newest = max((changed for _, changed in untold.values()), default=0.0)
    time.sleep(min(max(newest + QUIET_SECONDS - time.time(), 0.0), QUIET_SECONDS))
    return [path for path in waiting if path not in untold or untold[path] == _size_and_mtime(path)]


def _size_and_mtime(path: Path) -> tuple[int, float]:
    """Size and time of the last change; nothing of what is no file."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return 0, 0.0
    return (status.st_size, status.st_mtime) if stat.S_ISREG(status.st_mode) else (0, 0.0)
