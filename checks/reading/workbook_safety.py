"""Refuse a workbook that would do harm, before it is opened: bombs, locked members, XML with declarations.

An .xlsx or .xlsb workbook is an archive. Its size is checked first, and XML that declares entities is refused: no
spreadsheet writes them, and they can make a small file expand enormously. An .xls workbook is one file of at most the
size that it has; its reader runs with limits on memory and time.
"""

from __future__ import annotations

import zipfile
from typing import IO

from checks.files.compression import (
    CHUNK_BYTES,
    MOST_SQUEEZED,
    UNSUSPECTED,
    ZIP,
    make_refusal,
    refuse_bomb,
    refuse_if_damaged,
)
from checks.files.workbook_sheets import ADVICE

LARGEST_WORKBOOK = 256 << 20
"""Bytes of all members unpacked; chosen to bound memory and time (bombs are tried in `test_workbook.py`)."""
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def refuse_unsafe_workbook(workbook: IO[bytes]) -> None:
    """Raise Refused for a workbook that is too large, locked, a bomb, or declares XML entities."""
    workbook.seek(0)
    if workbook.read(4) != ZIP:
        return
    workbook.seek(0)
    with refuse_if_damaged(), zipfile.ZipFile(workbook) as packed:
        members = packed.infolist()
        if sum(member.file_size for member in members) > LARGEST_WORKBOOK:
            raise make_refusal("unpacked_size", "the workbook unpacks to more than 256 MiB", ADVICE)
        for member in members:
            if member.flag_bits & 1:
                raise make_refusal("file_type", "the workbook is locked with a password", "send it without a password")
            if member.file_size > max(UNSUSPECTED, member.compress_size * MOST_SQUEEZED):
                raise refuse_bomb()
            if member.filename.lower().endswith((".xml", ".rels")):
                _refuse_declarations(packed, member)


def _refuse_declarations(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    carried = b""
    with packed.open(member) as handle:
        while chunk := handle.read(CHUNK_BYTES):
            # Excel writes the part of a Power Query (customXml/item1.xml) in UTF-16, in which every other byte is 0
            text = carried + chunk.replace(b"\0", b"")
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                message = "the workbook contains XML with its own declarations, which no spreadsheet writes"
                raise make_refusal("workbook", message, ADVICE)
            carried = text[-16:]
