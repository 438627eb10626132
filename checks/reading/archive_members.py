"""Find the one table in a file: the text itself, or the only CSV or workbook in an archive."""

from __future__ import annotations

import contextlib
import gzip
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from checks.files.compression import (
    CHUNK_BYTES,
    GZIP,
    KEPT_IN_MEMORY,
    LARGEST_BOOK,
    MOST_SQUEEZED,
    UNSUSPECTED,
    ZIP,
    Measured,
    check_directory,
    make_refusal,
    open_regular_file,
    refuse_bomb,
    told_as_damaged,
)
from checks.privacy.patient_data import refuse_patient_bytes, refuse_patients

WORKBOOK_MARK = "[Content_Types].xml"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
BINARY_LOOKED_AT = 16 << 20
"""Bytes of an old binary workbook searched for patient headers; chosen to bound memory, since it is refused anyway."""
ADDED_BY_A_MAC = re.compile(r"(^|/)(__MACOSX/|\.[^/]*$|(Thumbs\.db|desktop\.ini)$)", re.IGNORECASE)
"""Files that macOS or Windows adds to an archive."""
EXPLANATORY_ENDINGS = re.compile(r"\.(txt|md|pdf|html?)$", re.IGNORECASE)
LOOKED_AT, COUNTED_AS = 64 << 20, 1 << 16
"""Limit on the bytes searched at the start of members, and the minimum charged per member: at most 1,024 members."""


def is_workbook(path: Path) -> bool:
    """Whether the file is an .xlsx workbook, or an archive that contains exactly one."""
    with workbook_in(path) as book:
        return book is not None


@contextlib.contextmanager
def workbook_in(path: Path) -> Iterator[IO[bytes] | None]:
    """Open the file as a workbook, or a copy of the only workbook in an archive; yields None if there is none."""
    with open_regular_file(path) as raw:
        if raw.read(4) != ZIP:
            yield None
            return
        with told_as_damaged():
            packed = _open_archive(raw)
            is_book = WORKBOOK_MARK in packed.namelist()
            copied = None if is_book else _copy_of_book(packed, path.stat().st_size)
        raw.seek(0)
        with copied or contextlib.nullcontext():
            yield raw if is_book else copied


def _open_archive(raw: IO[bytes]) -> zipfile.ZipFile:
    """Open an archive after checking that its list of members is short enough to read. Raises Refused if it is not."""
    raw.seek(0)
    check_directory(raw)
    return zipfile.ZipFile(raw)


def _copy_of_book(packed: zipfile.ZipFile, size: int) -> IO[bytes] | None:
    """Copy the only workbook out of an archive; None if there is none. A .xlsx file is itself an archive."""
    tables = _list_tables(packed)
    if len(tables) != 1 or not tables[0].filename.lower().endswith(".xlsx") or tables[0].flag_bits & 1:
        return None
    _look_at(packed)
    copy = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - the reader of the workbook closes it
    with packed.open(tables[0]) as handle:
        source = Measured(handle, size)
        while (chunk := source.read(CHUNK_BYTES)) and copy.tell() < LARGEST_BOOK:
            copy.write(chunk)
    copy.seek(0)
    if copy.read(4) == ZIP and WORKBOOK_MARK in _open_archive(copy).namelist():
        copy.seek(0)
        return copy
    copy.close()
    return None


@contextlib.contextmanager
def open_unpacked(path: Path) -> Iterator[IO[bytes]]:
    """Open the file, the content of a .gz, or the only CSV in a .zip, judging by content and not by name.

    Raises Refused for links, devices, old Excel workbooks, damaged or locked archives, and archive bombs.
    """
    with open_regular_file(path) as raw:
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
            raise make_refusal("file_type", message, "save the sheet of figures as CSV (UTF-8)")
        else:
            yield raw


def _only_member(packed: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the only CSV in an archive. Raises Refused if there is not exactly one."""
    members = [member for member in packed.infolist() if not member.is_dir()]
    if any(member.flag_bits & 1 for member in members):
        raise make_refusal("file_type", "the archive is locked with a password", "send it without a password")
    _look_at(packed)
    tables = _list_tables(packed)
    if len(tables) != 1 or not tables[0].filename.lower().endswith(".csv"):
        count = sum(not ADDED_BY_A_MAC.search(member.filename) for member in members)
        raise make_refusal("one_file_in_zip", f"the archive holds {count} files", "pack one CSV file on its own")
    if tables[0].file_size > max(UNSUSPECTED, tables[0].compress_size * MOST_SQUEEZED):
        raise refuse_bomb()
    return tables[0]


def _list_tables(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """List the members of an archive, leaving out explanatory files and those a system adds."""
    files = (member for member in packed.infolist() if not (member.is_dir() or ADDED_BY_A_MAC.search(member.filename)))
    return [member for member in files if not EXPLANATORY_ENDINGS.search(member.filename)]


def _look_at(packed: zipfile.ZipFile) -> None:
    """Raise Refused if any member of an archive begins like patient records."""
    looked_at = 0
    for member in packed.infolist():
        if looked_at < LOOKED_AT and not member.is_dir():
            with packed.open(member) as handle:
                head = handle.read(CHUNK_BYTES)
            refuse_patients(head)
            looked_at += max(len(head), COUNTED_AS)
