"""Compressed files: unpack only as much as is read, and refuse archive bombs.

A name inside an archive is never used as a path. The sizes an archive states are used only to refuse it early; what it
really unpacks to is counted.
"""

from __future__ import annotations

import contextlib
import gzip
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from checks.contracts.problems import Reason, Refused

CHUNK_BYTES = 1 << 20
"""Bytes read at once, which bounds memory."""
LARGEST_FILE = 2 << 30
"""Bytes of content: 2 GiB, 25 times the largest published extract (RTT, 85 MB)."""
LARGEST_DIRECTORY = 1 << 20
"""Bytes of an archive's list of members, enough for thousands. Each costs memory before the first is opened."""
MOST_SQUEEZED, UNSUSPECTED = 400, 64 << 20
"""Published extracts compress about 24 times. Content 400 times its packed size and over 64 MiB is a bomb."""
LARGEST_BOOK, KEPT_IN_MEMORY = 256 << 20, 8 << 20
"""Bytes copied from an archive within an archive, and how many of them stay in memory; both limit the cost."""
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
DIRECTORY_END = b"PK\x05\x06"
# zipfile raises the last five for unknown methods or encryption, and for offsets outside the file
BROKEN_PACKING = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    ValueError,
    OverflowError,
)


def make_refusal(rule: str, message: str, advice: str, row: int | None = None) -> Refused:
    """Build a Refused with one reason; `row` is a line of the file, from 1."""
    return Refused(Reason(rule, message, advice, row=row))


@contextlib.contextmanager
def refuse_if_damaged() -> Iterator[None]:
    """Turn errors from unpacking into Refused: the file is damaged, not the program."""
    try:
        yield
    except OSError as error:
        # the libraries raise OSError without a file name (or with EINVAL, 22) for content they cannot decode
        if error.filename is not None or (error.errno and error.errno != 22):
            raise
        raise refuse_damaged_archive(error) from error
    except BROKEN_PACKING as error:
        raise refuse_damaged_archive(error) from error


def refuse_damaged_archive(error: Exception) -> Refused:
    """Build the refusal of a file that cannot be unpacked; return it for the caller to raise."""
    error_text = "".join(letter if letter.isprintable() else "?" for letter in str(error))[:200]
    return make_refusal("packing", f"the packed file is damaged ({error_text})", "pack it and send it again")


def open_regular_file(path: Path) -> IO[bytes]:
    """Open a regular file for reading. Raises Refused for links and devices, and never blocks on a pipe."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise make_refusal(
            "regular_file", "this is a link or a device, not a file", "put the file itself into the inbox"
        )
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


class Measured:
    """A stream of unpacked bytes that raises Refused once it is out of proportion to the packed size (in bytes)."""

    def __init__(self, handle: IO[bytes], packed: int) -> None:
        self._handle, self._limit = handle, max(UNSUSPECTED, packed * MOST_SQUEEZED)
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        content = self._handle.read(size)
        self._size += len(content)
        if self._size > self._limit:
            raise refuse_bomb()
        return content


def refuse_bomb() -> Refused:
    """Build the refusal of an archive bomb; return it for the caller to raise."""
    message = f"the content is more than {MOST_SQUEEZED} times as large as its packing: no extract is"
    return make_refusal("unpacked_size", message, "send the extract itself, unpacked")


def check_directory(raw: IO[bytes]) -> None:
    """Raise Refused if an archive's list of members is too long to read safely."""
    end = raw.seek(0, os.SEEK_END)
    raw.seek(max(0, end - (1 << 16) - 22))
    tail = raw.read()
    at = tail.rfind(DIRECTORY_END)
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    raw.seek(0)
    if size > LARGEST_DIRECTORY:
        raise make_refusal(
            "one_file_in_zip", "the archive contains thousands of files", "unpack it and send each file separately"
        )
