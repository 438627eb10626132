"""Reads what the layer of `shim.c` has written down: every call that changed the home, in order, with its data."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

RECORD = struct.Struct("<IIQQIIQ")


class Op(IntEnum):
    CREATE = 1
    OPEN = 2
    WRITE = 3
    TRUNCATE = 4
    RENAME = 5
    LINK = 6
    SYMLINK = 7
    UNLINK = 8
    RMDIR = 9
    MKDIR = 10
    SYNC = 11
    SYNC_ALL = 12


@dataclass(frozen=True)
class Call:
    """One call that succeeded. `path` is relative to the home; `other` is the new name, or what a link points to."""

    op: Op
    is_emptied: bool
    inode: int
    offset: int
    path: str
    other: str
    data: bytes

    def __str__(self) -> str:
        size = f" {len(self.data)} bytes at {self.offset}" if self.op == Op.WRITE else ""
        return f"{self.op.name.lower()} {self.path or f'inode {self.inode}'}{size}" + f" -> {self.other}" * bool(
            self.other
        )


def read_journal(path: Path) -> list[Call]:
    """Every call of the journal; a record that a kill has cut off at the end is left out."""
    content, calls, at = path.read_bytes(), [], 0
    while at + RECORD.size <= len(content):
        op, flags, inode, offset, path_size, other_size, data_size = RECORD.unpack_from(content, at)
        at += RECORD.size
        ends = at + path_size, at + path_size + other_size, at + path_size + other_size + data_size
        if ends[2] > len(content):
            break
        name, other, data = content[at : ends[0]], content[ends[0] : ends[1]], content[ends[1] : ends[2]]
        calls.append(
            Call(
                Op(op),
                bool(flags),
                inode,
                offset,
                name.decode(errors="surrogateescape"),
                other.decode(errors="surrogateescape"),
                data,
            )
        )
        at = ends[2]
    return calls
