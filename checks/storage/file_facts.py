"""What one reading of a file has shown, and how to tell later that the file is still the same."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import IO

from checks.contracts.detected_layout import DetectedLayout

CLOCK_STEP_NS = 20_000_000
"""20 ms: two writes within one tick of the kernel's clock (10 ms at most) leave the same time of change."""


@dataclass(frozen=True)
class FileIdentity:
    """A file's place on disk, its size in bytes and the time of its last change, which every write sets."""

    device: int
    inode: int
    size: int
    changed_ns: int

    @property
    def is_settled(self) -> bool:
        """Whether a change from now on would show, because the last one was more than CLOCK_STEP_NS ago."""
        return self.changed_ns < time.time_ns() - CLOCK_STEP_NS


def identify_file(raw: IO[bytes]) -> FileIdentity:
    """Identify an open file as it is now."""
    status = os.fstat(raw.fileno())
    return FileIdentity(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


@dataclass(frozen=True)
class FileFacts:
    """What the landing of a file has learned: its hash, its layout, and its sheet in a workbook.

    `identity` is None if a later change might not show: a process could still have been writing, or the last change was
    a moment ago. The file then has to be hashed again.
    """

    sha256: str
    layout: DetectedLayout
    sheet: str
    identity: FileIdentity | None
