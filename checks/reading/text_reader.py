"""From the bytes that arrived to lines of plain UTF-8 text, within bounded memory."""

from __future__ import annotations

import codecs
import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from checks.files.compression import CHUNK_BYTES, GZIP, LARGEST_FILE, ZIP, make_refusal, open_regular_file
from checks.files.text_survey import LONGEST_LINE, longest_tail, scan_text, too_large
from checks.privacy.patient_data import refuse_patient_bytes, refuse_patients
from checks.reading import workbook
from checks.reading.archive_members import is_workbook, open_unpacked

MOST_CELLS = 1_000
"""Cells in a row. The widest published layout has 121."""
LINES_IN_ROW = 1_000
"""A quote that is left open would make one row of all that follows."""
SPREADSHEET_ENDS = {65_536: "the old", 1_048_576: "the new"}
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class PlainText:
    """A file as UTF-8 text; `encoding` is what it was, `lines` how many it has, `sheet` where a workbook held it."""

    path: Path
    encoding: str
    size: int
    lines: int
    sheet: str = ""


def read_as_plain_text(path: Path, folder: Path) -> PlainText:
    """Check the bytes and give the content as a plain UTF-8 file, a new one in `folder` where need be.

    Raises Refused for an empty file, NUL bytes, lines over 1 MiB, content over 2 GiB, a sheet that has been cut off
    where a spreadsheet ends, or broken packing.
    """
    copy = folder / f"{path.name[-100:]}.txt"
    if is_workbook(path):
        sheet = workbook.to_csv(path, copy)
        size, lines = copy.stat().st_size, _survey_of(copy)[2]
        return _not_cut(PlainText(copy, "workbook", size, lines, sheet))
    encoding = _encoding_mark(path)
    if encoding == "UTF-16":
        _write_as_utf8(path, copy, "utf-16")
        size, lines = _survey_of(copy)[1:]
        return _not_cut(PlainText(copy, encoding, size, lines))
    encoding, size, lines = _survey_of(path)
    plain_text = PlainText(path, encoding, size, lines)
    if _is_packed(path) or encoding == "Windows-1252":
        _write_as_utf8(path, copy, "cp1252" if encoding == "Windows-1252" else None)
        plain_text = PlainText(copy, encoding, size, lines)
    return _not_cut(plain_text)


def _encoding_mark(path: Path) -> str:
    with open_unpacked(path) as source:
        return "UTF-16" if source.read(2) in UTF_16 else ""


def _is_packed(path: Path) -> bool:
    with open_regular_file(path) as raw:
        start = raw.read(4)
    return start[:2] == GZIP or start == ZIP


def _survey_of(path: Path) -> tuple[str, int, int]:
    with open_unpacked(path) as source:
        return scan_text(source)


def _write_as_utf8(path: Path, copy: Path, encoding: str | None) -> None:
    """Write the content as UTF-8; bytes that the encoding does not know become a sign that says so."""
    with open_unpacked(path) as source, copy.open("wb") as target:
        if encoding is None:
            shutil.copyfileobj(source, target, CHUNK_BYTES)
            return
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        while chunk := source.read(CHUNK_BYTES):
            target.write(decoder.decode(chunk).encode())
            if target.tell() > LARGEST_FILE:
                raise too_large()
        target.write(decoder.decode(b"", final=True).encode())


def _not_cut(plain_text: PlainText) -> PlainText:
    """Refuse a file that ends exactly where a spreadsheet does: what did not fit is gone, and nothing says so."""
    if plain_text.lines in SPREADSHEET_ENDS:
        message = (
            f"the file has {plain_text.lines:,} rows, "
            f"which is where a sheet of {SPREADSHEET_ENDS[plain_text.lines]} Excel ends: "
            "the rows below were cut off when it was saved"
        )
        raise make_refusal("cut_by_spreadsheet", message, "send the file as published, not re-saved by a spreadsheet")
    return plain_text


def read_first_rows(path: Path, count: int = 60) -> list[list[str]]:
    """The first rows of the file as cells, whatever the encoding; for a look, not for the record."""
    if is_workbook(path):
        return workbook.first_rows(path, count)
    with open_unpacked(path) as source:
        head = source.read(2 * CHUNK_BYTES)
    if not head:
        raise make_refusal("not_empty", "the file is empty", "send the file again; the copy may have been interrupted")
    refuse_patients(head)
    is_wide = head[:2] in UTF_16
    if b"\0" in head and not is_wide:
        refuse_patient_bytes(head)
        raise make_refusal("text", "the file holds NUL bytes: it is not text", "export it as CSV (UTF-8)")
    text = head.decode("utf-16" if is_wide else "utf-8-sig", "replace")
    if "\0" in text:
        raise make_refusal("text", "the file holds NUL characters: it is not text", "export it as CSV (UTF-8)")
    if text[:2000].lstrip().lower().startswith(("<!doctype", "<html", "<?xml")):
        raise make_refusal(
            "file_type", "this is a web page, not a CSV file", "download the file that the page links to"
        )
    if len(head) == 2 * CHUNK_BYTES:
        end = max(text.rfind("\n"), text.rfind("\r")) + 1
        longest_tail(b"", len(text) - end)
        text = text[:end]
    return _parse_lines(io.StringIO(text, newline=""), count)


def _parse_lines(handle: IO[str], count: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for _, row in _iterate_rows(handle, is_strict=False):
        rows.append(row)
        if len(rows) >= count:
            break
    return rows


def numbered_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every row with the number of the line it starts on, as a text editor counts."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from _iterate_rows(handle, is_strict=True)


def _iterate_rows(handle: IO[str], *, is_strict: bool) -> Iterator[tuple[int, list[str]]]:
    start, lines = 1, _LineReader(handle)
    reader = csv.reader(lines, strict=is_strict)
    try:
        for row in reader:
            yield start, _not_too_wide(row, start)
            start = reader.line_num + 1
            lines.of_row = lines.size = 0
    except csv.Error as error:
        advice = "the file may be cut short: send it again" if is_strict else "export the file as CSV (UTF-8)"
        raise make_refusal("csv", f"this is not CSV ({error})", advice, start) from error


class _LineReader:
    """The lines of a file, of which one row may take only so many."""

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
