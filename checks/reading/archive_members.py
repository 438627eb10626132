"""The one table of a file: the text itself, or the one CSV or workbook in an archive, beside what explains it."""

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
ADDED_BY_A_MAC = re.compile(r"(^|/)(__MACOSX/|\.[^/]*$|(Thumbs\.db|desktop\.ini)$)", re.IGNORECASE)
"""What a machine adds to an archive by itself."""
EXPLANATORY_ENDINGS = re.compile(r"\.(txt|md|pdf|html?)$", re.IGNORECASE)
LOOKED_AT, COUNTED_AS = 64 << 20, 1 << 16
"""Bytes of the beginnings of members that are looked at for people, and the least that each counts as."""


def is_workbook(path: Path) -> bool:
    """Whether this is an Excel workbook, or an archive of one."""
    with workbook_in(path) as book:
        return book is not None


@contextlib.contextmanager
def workbook_in(path: Path) -> Iterator[IO[bytes] | None]:
    """The workbook that the file is, or a copy of the one workbook in an archive; None when there is none."""
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
    """An archive, once its list of members is known to be short enough to be read."""
    raw.seek(0)
    check_directory(raw)
    return zipfile.ZipFile(raw)


def _copy_of_book(packed: zipfile.ZipFile, size: int) -> IO[bytes] | None:
    """The one workbook of an archive, which is itself an archive of parts."""
    tables = _list_tables(packed)
    if len(tables) != 1 or not tables[0].filename.lower().endswith(".xlsx") or tables[0].flag_bits & 1:
        return None
    _look_at(packed)
    copy = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - it is closed by who reads the workbook
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
    """Open the content: of the file itself, of a .gz, or of the one CSV in a .zip. Told by content, not by name."""
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
    """The one CSV of an archive."""
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
    """What is in an archive, but for what explains it and what a Mac adds."""
    files = (member for member in packed.infolist() if not (member.is_dir() or ADDED_BY_A_MAC.search(member.filename)))
    return [member for member in files if not EXPLANATORY_ENDINGS.search(member.filename)]


def _look_at(packed: zipfile.ZipFile) -> None:
    """Refuse an archive of which one member begins like records of patients."""
    looked_at = 0
    for member in packed.infolist():
        if looked_at < LOOKED_AT and not member.is_dir():
            with packed.open(member) as handle:
                head = handle.read(CHUNK_BYTES)
            refuse_patients(head)
            looked_at += max(len(head), COUNTED_AS)
