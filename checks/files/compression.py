"""What a file is packed in: never more is unpacked than is looked at.

A name inside an archive is never used as a path, and an archive is believed nothing that it says about itself but the
limits that follow from it.
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
LARGEST_FILE = 2 << 30
LARGEST_DIRECTORY = 1 << 20
"""Bytes of an archive's list of members: some thousands of them. Each costs memory before the first is opened."""
MOST_SQUEEZED, UNSUSPECTED = 400, 64 << 20
"""Published extracts shrink to a twentieth. What says it is this many times its packed size, and large, is a bomb."""
LARGEST_BOOK, KEPT_IN_MEMORY = 256 << 20, 8 << 20
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
DIRECTORY_END = b"PK\x05\x06"
# zipfile raises the last five for a method or a lock it does not know, or for places that are not there
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
    return Refused(Reason(rule, message, advice, row=row))


@contextlib.contextmanager
def told_as_damaged() -> Iterator[None]:
    """Whatever the unpacking stumbles over is a reason, not a fault of ours."""
    try:
        yield
    except OSError as error:
        # the packing libraries raise it without a file for what they cannot make sense of
        if error.filename is not None or (error.errno and error.errno != 22):
            raise
        raise refuse_damaged_archive(error) from error
    except BROKEN_PACKING as error:
        raise refuse_damaged_archive(error) from error


def refuse_damaged_archive(error: Exception) -> Refused:
    error_text = "".join(letter if letter.isprintable() else "?" for letter in str(error))[:200]
    return make_refusal("packing", f"the packed file is damaged ({error_text})", "pack it and send it again")


def open_regular_file(path: Path) -> IO[bytes]:
    """The file itself, never what a link points to, and without waiting for a pipe that nobody writes to."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise make_refusal(
            "regular_file", "this is a link or a device, not a file", "put the file itself into the inbox"
        )
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


class Measured:
    """A packed stream that ends with a refusal once it has grown out of proportion."""

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
    message = f"the content is more than {MOST_SQUEEZED} times as large as its packing: no extract is"
    return make_refusal("unpacked_size", message, "send the extract itself, unpacked")


def check_directory(raw: IO[bytes]) -> None:
    """Refuse an archive whose list of members is too long to be read."""
    end = raw.seek(0, os.SEEK_END)
    raw.seek(max(0, end - (1 << 16) - 22))
    tail = raw.read()
    at = tail.rfind(DIRECTORY_END)
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    raw.seek(0)
    if size > LARGEST_DIRECTORY:
        raise make_refusal("one_file_in_zip", "the archive holds thousands of files", "pack one CSV file on its own")
