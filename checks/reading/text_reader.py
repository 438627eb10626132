"""Turn the bytes of a file into lines of plain UTF-8 text, within bounded memory."""

from __future__ import annotations

import codecs
import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from checks.files.compression import CHUNK_BYTES, LARGEST_FILE, make_refusal
from checks.files.text_survey import scan_text, too_large
from checks.reading import workbook
from checks.reading.open_file import OpenFile

SPREADSHEET_ENDS = {65_536: "the old", 1_048_576: "the new"}
"""The most rows in a worksheet: Excel 97 to 2003, and Excel 2007 onwards."""
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class PlainText:
    """A file as UTF-8 text: its original encoding, size in bytes, number of lines, and sheet if from a workbook."""

    path: Path
    encoding: str
    size: int
    lines: int
    sheet: str = ""


def read_as_plain_text(file: OpenFile, folder: Path, sheet: str = "") -> PlainText:
    """Check the bytes and return the content as a plain UTF-8 file, converted into `folder` if necessary.

    `sheet` is the workbook's sheet if it has been chosen already. Raises Refused for an empty file, NUL bytes, lines
    over 1 MiB, content over 2 GiB, damaged compression, or a sheet that was cut off at a spreadsheet's last row.
    """
    copy = folder / f"{file.path.name[-100:]}.txt"
    if file.sheets is not None:
        sheet = sheet or workbook.choose_sheet(file.sheets, file.recognised)[2]
        workbook.write_sheet_as_csv(file.sheets, copy, sheet)
        return _not_cut(PlainText(copy, "workbook", copy.stat().st_size, _scan_copy(copy)[2], sheet))
    with file.open_table() as source:
        is_wide = source.read(2) in UTF_16
    if is_wide:
        with file.open_table() as source:
            _write_as_utf8(source, copy, "utf-16")
        return _not_cut(PlainText(copy, "UTF-16", *_scan_copy(copy)[1:]))
    return _not_cut(_read_narrow(file, copy))


def _read_narrow(file: OpenFile, copy: Path) -> PlainText:
    """Survey text of one byte a letter or UTF-8, unpacking it into `copy` on the way."""
    with file.open_table() as source, contextlib.ExitStack() as stack:
        unpacked = _CopyingSource(source, stack.enter_context(copy.open("wb"))) if file.is_packed else source
        encoding, size, lines = scan_text(unpacked)  # type: ignore[arg-type]
    if encoding != "Windows-1252":
        return PlainText(copy if file.is_packed else file.path, encoding, size, lines)
    recoded = copy.with_name(f"{copy.name}.utf8")
    with copy.open("rb") if file.is_packed else file.open_table() as source:
        _write_as_utf8(source, recoded, "cp1252")
    return PlainText(recoded, encoding, size, lines)


class _CopyingSource:
    """A stream that is copied as it is read, so that packed content is unpacked once."""

    def __init__(self, source: IO[bytes], copy: IO[bytes]) -> None:
        self._source, self._copy = source, copy

    def read(self, size: int) -> bytes:
        chunk = self._source.read(size)
        self._copy.write(chunk)
        return chunk


def _scan_copy(copy: Path) -> tuple[str, int, int]:
    with copy.open("rb") as source:
        return scan_text(source)


def _write_as_utf8(source: IO[bytes], copy: Path, encoding: str) -> None:
    """Write the content as UTF-8; bytes that are invalid in the encoding become U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with copy.open("wb") as target:
        while chunk := source.read(CHUNK_BYTES):
            target.write(decoder.decode(chunk).encode())
            if target.tell() > LARGEST_FILE:
                raise too_large()
        target.write(decoder.decode(b"", final=True).encode())


def _not_cut(plain_text: PlainText) -> PlainText:
    """Raise Refused for a file that ends exactly at a spreadsheet's last row: rows were probably lost silently."""
    if plain_text.lines in SPREADSHEET_ENDS:
        message = (
            f"the file has {plain_text.lines:,} rows, "
            f"which is where a sheet of {SPREADSHEET_ENDS[plain_text.lines]} Excel ends: "
            "the rows below were cut off when it was saved"
        )
        raise make_refusal("cut_by_spreadsheet", message, "send the file as published, not re-saved by a spreadsheet")
    return plain_text
