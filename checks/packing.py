"""What a file is packed in, and the way to its one table: never more is unpacked than is looked at.

A name inside an archive is never used as a path, and an archive is believed nothing that it says about itself but the
limits that follow from it.
"""

from __future__ import annotations

import contextlib
import gzip
import lzma
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from checks.privacy import refuse_patient_bytes, refuse_patients
from checks.reasons import Reason, Refused

CHUNK = 1 << 20
LARGEST_FILE = 2 << 30
ADDED = re.compile(r"(^|/)(__MACOSX/|\.[^/]*$|(Thumbs\.db|desktop\.ini)$)", re.IGNORECASE)
"""What a machine adds to an archive by itself."""
EXPLAINS = re.compile(r"\.(txt|md|pdf|html?)$", re.IGNORECASE)
LOOKED_AT = 64 << 20
"""Bytes of the beginnings of an archive's members that are looked at for people; for NHS numbers it is all of them."""
LARGEST_DIRECTORY = 1 << 20
"""Bytes of an archive's list of members: some thousands of them. Each costs memory before the first is opened."""
MOST_SQUEEZED, UNSUSPECTED = 400, 64 << 20
"""Published extracts shrink to a twentieth. What says it is this many times its packed size, and large, is a bomb."""
BINARY_LOOKED_AT = 16 << 20
GZIP, ZIP, OLD_OFFICE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DIRECTORY_END = b"PK\x05\x06"
WORKBOOK_MARK = "[Content_Types].xml"
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


def refusal(rule: str, message: str, advice: str, row: int | None = None) -> Refused:
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
        raise damaged(error) from error
    except BROKEN_PACKING as error:
        raise damaged(error) from error


def damaged(error: Exception) -> Refused:
    told = "".join(letter if letter.isprintable() else "?" for letter in str(error))[:200]
    return refusal("packing", f"the packed file is damaged ({told})", "pack it and send it again")


def opened(path: Path) -> IO[bytes]:
    """The file itself, never what a link points to, and without waiting for a pipe that nobody writes to."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise refusal("regular_file", "this is a link or a device, not a file", "put the file itself into the inbox")
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


def is_workbook(path: Path) -> bool:
    """Whether this is an Excel workbook: an archive that holds the list of content types."""
    with opened(path) as raw:
        if raw.read(4) != ZIP:
            return False
        with told_as_damaged():
            raw.seek(0)
            check_directory(raw)
            with zipfile.ZipFile(raw) as packed:
                return WORKBOOK_MARK in packed.namelist()


@contextlib.contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """Open the content: of the file itself, of a .gz, or of the one CSV in a .zip. Told by content, not by name."""
    with opened(path) as raw:
        start = raw.read(4)
        raw.seek(0)
        if start[:2] == GZIP:
            with told_as_damaged(), gzip.open(raw) as handle:
                yield Measured(handle, path.stat().st_size)  # type: ignore[misc, arg-type]
        elif start == ZIP:
            with told_as_damaged():
                check_directory(raw)
                with zipfile.ZipFile(raw) as packed, packed.open(_only_member(packed)) as handle:
                    yield Measured(handle, path.stat().st_size)  # type: ignore[misc]
        elif start == OLD_OFFICE:
            refuse_patient_bytes(raw.read(BINARY_LOOKED_AT))
            message = "this is an Excel 97-2003 workbook, or one that is locked with a password"
            raise refusal("file_type", message, "save the sheet of figures as CSV (UTF-8)")
        else:
            yield raw


class Measured:
    """A packed stream that ends with a refusal once it has grown out of proportion."""

    def __init__(self, handle: IO[bytes], packed: int) -> None:
        self._handle, self._limit = handle, max(UNSUSPECTED, packed * MOST_SQUEEZED)
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        content = self._handle.read(size)
        self._size += len(content)
        if self._size > self._limit:
            raise bomb()
        return content


def bomb() -> Refused:
    message = f"the content is more than {MOST_SQUEEZED} times as large as its packing: no extract is"
    return refusal("unpacked_size", message, "send the extract itself, unpacked")


def check_directory(raw: IO[bytes]) -> None:
    """Refuse an archive whose list of members is too long to be read."""
    end = raw.seek(0, os.SEEK_END)
    raw.seek(max(0, end - (1 << 16) - 22))
    tail = raw.read()
    at = tail.rfind(DIRECTORY_END)
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    raw.seek(0)
    if size > LARGEST_DIRECTORY:
        raise refusal("one_file_in_zip", "the archive holds thousands of files", "pack one CSV file on its own")


def _only_member(packed: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one CSV of an archive; what explains it may lie beside it, and what a Mac adds."""
    members = [member for member in packed.infolist() if not member.is_dir()]
    if any(member.flag_bits & 1 for member in members):
        raise refusal("file_type", "the archive is locked with a password", "send it without a password")
    looked_at = 0
    for member in members:
        if looked_at < LOOKED_AT:
            with packed.open(member) as handle:
                head = handle.read(CHUNK)
            refuse_patients(head)
            looked_at += len(head)
    files = [member for member in members if not ADDED.search(member.filename)]
    tables = [member for member in files if member.filename.lower().endswith(".csv")]
    if len(tables) != 1 or not all(member in tables or EXPLAINS.search(member.filename) for member in files):
        raise refusal("one_file_in_zip", f"the archive holds {len(files)} files", "pack one CSV file on its own")
    if tables[0].file_size > max(UNSUSPECTED, tables[0].compress_size * MOST_SQUEEZED):
        raise bomb()
    return tables[0]
