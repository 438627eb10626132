"""Turn the bytes of a file into lines of plain UTF-8 text, within bounded memory."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Refused
from checks.files.compression import CHUNK_BYTES, LARGEST_FILE, make_refusal
from checks.files.detect_layout import find_layout, take_known_layout
from checks.files.text_survey import LONGEST_LINE, longest_tail, scan_text, too_large
from checks.privacy.patient_data import ROWS_LOOKED_AT, refuse_patient_bytes, refuse_patients
from checks.reading import workbook
from checks.reading.open_file import OpenFile

MOST_CELLS = 1_000
"""Cells in a row; the widest published layout has 121."""
HEAD_BYTES = 2 * CHUNK_BYTES
"""Bytes from which the first rows are read: 60 lines of up to 34 kB."""
LINES_IN_ROW = 1_000
"""Lines in a row. An unclosed quote would otherwise turn the rest of the file into one row."""
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


@dataclass(frozen=True)
class FirstRows:
    """The first rows of a table, the layout detected in them (None: no known kind), and its sheet in a workbook."""

    rows: Sequence[Sequence[str]]
    layout: DetectedLayout | None
    sheet: str = ""

    def known_layout(self) -> DetectedLayout:
        """Return the layout. Raises Refused if the rows are of no known kind, or of a family that is not taken."""
        return take_known_layout(self.rows, self.layout)


def read_first_rows(file: OpenFile) -> FirstRows:
    """Read the first rows leniently, in any encoding, to detect the layout; never to load data.

    Raises Refused for empty, binary, web page or patient-level content.
    """
    if file.sheets is not None:
        return FirstRows(*workbook.choose_sheet(file.sheets, file.recognised))
    head = _read_head(file)
    if not head:
        raise make_refusal("not_empty", "the file is empty", "send the file again; the copy may have been interrupted")
    beginning = refuse_patients(head)
    # the search of the whole file does not decode UTF-16, so it has to judge such rows itself
    file.recognised.add(file.table_name, is_known=beginning.is_known and head[:2] not in UTF_16)
    rows = _parse_lines(io.StringIO(_decode_head(head), newline=""))
    # the two ways of reading differ in rows that are broken or far too wide
    return FirstRows(rows, beginning.layout if rows == beginning.rows else find_layout(rows))


def _read_head(file: OpenFile) -> bytes:
    """Read the first 2 MiB of the table. If it is damaged, what comes before is searched for patients' records."""
    head = b""
    try:
        with file.open_table() as source:
            while len(head) < HEAD_BYTES and (piece := source.read(HEAD_BYTES // 16)):
                head += piece
    except Refused:
        refuse_patients(head)
        raise
    return head[:HEAD_BYTES]


def _decode_head(head: bytes) -> str:
    """Decode the whole lines at the beginning of a text. Raises Refused if it is no text, or a web page."""
    is_wide = head[:2] in UTF_16
    if b"\0" in head and not is_wide:
        refuse_patient_bytes(head)
        raise make_refusal("text", "the file holds NUL bytes: it is not text", "export it as CSV (UTF-8)")
    text = head.decode("utf-16" if is_wide else "utf-8-sig", "replace")
    if "\0" in text:
        raise make_refusal("text", "the file holds NUL characters: it is not text", "export it as CSV (UTF-8)")
    _refuse_markup(text[:2000].lstrip().lower())
    if len(head) == HEAD_BYTES:
        end = max(text.rfind("\n"), text.rfind("\r")) + 1
        longest_tail(b"", len(text) - end)
        text = text[:end]
    return text


def _refuse_markup(start: str) -> None:
    """Raise Refused for a web page or XML: how both begin, in small letters."""
    if start.startswith("<?xml") and "<html" not in start:
        advice = "open it in a spreadsheet, and save it as .xlsx or the sheet of figures as CSV (UTF-8)"
        raise make_refusal("file_type", "this is XML, not a CSV file or a workbook", advice)
    if start.startswith(("<!doctype", "<html", "<?xml")):
        advice = "download the file that the page links to"
        raise make_refusal("file_type", "this is a web page, not a CSV file", advice)


def _parse_lines(handle: IO[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for _, row in _iterate_rows(handle, is_strict=False):
        rows.append(row)
        if len(rows) >= ROWS_LOOKED_AT:
            break
    return rows


def numbered_rows(path: Path, separator: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Iterate over (line, row), where line is where the row starts, counted from 1. Raises Refused if it is not CSV."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from _iterate_rows(handle, separator, is_strict=True)


def _iterate_rows(handle: IO[str], separator: str = ",", *, is_strict: bool) -> Iterator[tuple[int, list[str]]]:
    start, lines = 1, _LineReader(handle)
    reader = csv.reader(lines, strict=is_strict, delimiter=separator)
    try:
        for row in reader:
            yield start, _not_too_wide(row, start)
            start = reader.line_num + 1
            lines.of_row = lines.size = 0
    except csv.Error as error:
        advice = "the file may be cut short: send it again" if is_strict else "export the file as CSV (UTF-8)"
        raise make_refusal("csv", f"this is not CSV ({error})", advice, start) from error


class _LineReader:
    """The lines of a file; raises csv.Error if one row spans too many lines or characters."""

    def __init__(self, handle: IO[str]) -> None:
        self._handle = handle
        self.of_row = self.size = 0

    def __iter__(self) -> _LineReader:
        return self

    def __next__(self) -> str:
        line = next(self._handle)
        self.of_row += 1
        self.size += len(line)
        if self.of_row > LINES_IN_ROW or self.size > 2 * LONGEST_LINE:
            raise csv.Error(f"one row goes over {self.of_row:,} lines: a quote was left open")
        return line


def _not_too_wide(row: list[str], line: int) -> list[str]:
    if len(row) <= MOST_CELLS:
        return row
    filled = max((at for at, cell in enumerate(row, start=1) if cell.strip()), default=0)
    if filled > MOST_CELLS:
        message = f"the row has {filled:,} cells: no extract is wider than {MOST_CELLS:,}"
        raise make_refusal("row_width", message, "send the file as published", line)
    return row[: max(filled, 1)]
