"""Locks of the kernel on open files: they work across containers, and end with the process, however it ends."""

from __future__ import annotations

import fcntl


def claim_lock(handle: int) -> bool:
    """Take the lock on an open file if nobody has it. Returns whether we have it; closing the file releases it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
