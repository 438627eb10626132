"""Find the one table in an archive: its only CSV or its only workbook."""

from __future__ import annotations

import re
import tempfile
import zipfile
from typing import IO

from checks.files.compression import (
    CHUNK_BYTES,
    LARGEST_BOOK,
    MOST_SQUEEZED,
    UNSUSPECTED,
    ZIP,
    Measured,
    check_directory,
    make_refusal,
    refuse_bomb,
)
from checks.privacy.beginning import RecognisedParts
from checks.privacy.patient_data import refuse_patients

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""The first bytes of an .xls workbook, of all other files of old Office programs, and of locked workbooks."""
BOOK_ENDINGS = (".xlsx", ".xls", ".xlsb", ".xlsm")
WORKBOOK_MARK = "[Content_Types].xml"
OPEN_DOCUMENT_MARK = b"application/vnd.oasis.opendocument"
"""The beginning of the member `mimetype` of an OpenDocument file, which is an archive too."""
ADDED_BY_A_MAC = re.compile(r"(^|/)(__MACOSX/|\.[^/]*$|(Thumbs\.db|desktop\.ini)$)", re.IGNORECASE)
"""Files that macOS or Windows adds to an archive."""
EXPLANATORY_ENDINGS = re.compile(r"\.(txt|md|pdf|html?)$", re.IGNORECASE)
LOOKED_AT, COUNTED_AS = 64 << 20, 1 << 16
"""Limit on the bytes searched at the start of members, and the minimum charged per member: at most 1,024 members."""


def open_archive(raw: IO[bytes]) -> zipfile.ZipFile:
    """Open an archive after checking that its list of members is short enough to read. Raises Refused if it is not."""
    raw.seek(0)
    check_directory(raw)
    return zipfile.ZipFile(raw)


def is_book(packed: zipfile.ZipFile) -> bool:
    """Whether an archive is itself a workbook."""
    return WORKBOOK_MARK in packed.namelist()


def copy_only_book(packed: zipfile.ZipFile, size: int, recognised: RecognisedParts) -> IO[bytes] | None:
    """Copy the only workbook out of an archive of this size in bytes; None if there is none."""
    tables = _list_tables(packed)
    if len(tables) != 1 or not tables[0].filename.lower().endswith(BOOK_ENDINGS) or tables[0].flag_bits & 1:
        return None
    _look_at(packed.infolist(), packed, recognised)
    # a file that another process can read from, and that vanishes with this one
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - whoever opened the file closes it
    with packed.open(tables[0]) as handle:
        source = Measured(handle, size)
        while (chunk := source.read(CHUNK_BYTES)) and copy.tell() < LARGEST_BOOK:
            copy.write(chunk)
    copy.flush()
    copy.seek(0)
    start = copy.read(4)
    if start == OLD_OFFICE or (start == ZIP and is_book(open_archive(copy))):
        copy.seek(0)
        return copy
    copy.close()
    return None


def find_only_table(packed: zipfile.ZipFile, recognised: RecognisedParts) -> zipfile.ZipInfo:
    """Return the only CSV in an archive. Raises Refused if there is not exactly one.

    The beginnings of all other members have then been searched for patient data; `read_first_rows` searches this one's.
    """
    members = [member for member in packed.infolist() if not member.is_dir()]
    if any(member.flag_bits & 1 for member in members):
        raise make_refusal("file_type", "the archive is locked with a password", "send it without a password")
    tables = _list_tables(packed)
    is_only_csv = len(tables) == 1 and tables[0].filename.lower().endswith(".csv")
    is_bomb = is_only_csv and tables[0].file_size > max(UNSUSPECTED, tables[0].compress_size * MOST_SQUEEZED)
    is_read_next = is_only_csv and not is_bomb
    _look_at([member for member in members if not (is_read_next and member is tables[0])], packed, recognised)
    if _is_open_document(packed):
        message = "this is an OpenDocument file (.ods), which is not read"
        raise make_refusal("file_type", message, "save it as .xlsx, or the sheet of figures as CSV (UTF-8)")
    if not is_only_csv:
        count = sum(not ADDED_BY_A_MAC.search(member.filename) for member in members)
        advice = "unpack it and send each file separately"
        raise make_refusal(
            "one_file_in_zip", f"the archive contains {count} files, not one CSV file or workbook", advice
        )
    if is_bomb:
        raise refuse_bomb()
    return tables[0]


def _is_open_document(packed: zipfile.ZipFile) -> bool:
    if "mimetype" not in packed.namelist():
        return False
    with packed.open("mimetype") as handle:
        return handle.read(len(OPEN_DOCUMENT_MARK)) == OPEN_DOCUMENT_MARK


def _list_tables(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """List the members of an archive, leaving out explanatory files and those a system adds."""
    files = (member for member in packed.infolist() if not (member.is_dir() or ADDED_BY_A_MAC.search(member.filename)))
    return [member for member in files if not EXPLANATORY_ENDINGS.search(member.filename)]


def _look_at(members: list[zipfile.ZipInfo], packed: zipfile.ZipFile, recognised: RecognisedParts) -> None:
    """Raise Refused if any of these members begins like patient records."""
    looked_at = 0
    for member in members:
        if looked_at < LOOKED_AT and not member.is_dir():
            with packed.open(member) as handle:
                head = handle.read(CHUNK_BYTES)
            recognised.add(member.filename, is_known=refuse_patients(head).is_known)
            looked_at += max(len(head), COUNTED_AS)
