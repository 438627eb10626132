"""Read the sheet of an .xlsx workbook that contains an extract, as CSV. The only module that imports openpyxl.

A workbook is an archive of XML. Its size is checked before it is opened, and one that declares XML entities is refused:
no spreadsheet writes them, and they can make a small file expand enormously.
"""

from __future__ import annotations

import contextlib
import csv
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason, Refused
from checks.files.compression import (
    CHUNK_BYTES,
    MOST_SQUEEZED,
    UNSUSPECTED,
    make_refusal,
    refuse_bomb,
    refuse_if_damaged,
)
from checks.files.families_not_taken import refuse_family_not_taken
from checks.privacy.patient_data import ROWS, refuse_patient_rows

LARGEST_WORKBOOK = 256 << 20
"""Bytes of all members unpacked; chosen to bound memory and time (bombs are tried in `test_workbook.py`)."""
MOST_CELLS = 5_000_000
"""Cells in a sheet; larger sheets must be sent as CSV (docs/intake.md), which is read much faster."""
MOST_SHEETS = 60
"""Sheets that are searched; chosen to bound the time."""
MAX_COLUMNS = 1_000
"""Cells in a row; the widest published layout has 121."""
ADVICE = "save the sheet of figures as CSV (UTF-8)"


def choose_sheet(raw: IO[bytes]) -> tuple[Sequence[Sequence[str]], DetectedLayout, str]:
    """Return the first rows, the layout and the name of the sheet that contains an extract.

    Raises Refused if not exactly one sheet does.
    """
    with _open_workbook(raw) as book:
        return _choose_sheet(book)


def write_sheet_as_csv(raw: IO[bytes], target: Path, sheet: str = "") -> str:
    """Write the sheet (chosen if not given) as CSV, without empty rows at the end; return the sheet's name."""
    with _open_workbook(raw) as book, target.open("w", encoding="utf-8", newline="") as handle:
        sheet = sheet or _choose_sheet(book)[2]
        writer = csv.writer(handle, lineterminator="\n")
        empty = width = 0
        for row in _iterate_rows(book, sheet):
            if not any(row):
                empty += 1
                continue
            width = max(width, len(row))
            writer.writerows([[""]] * empty)
            writer.writerow(row + [""] * (width - len(row)))
            empty = 0
    return sheet


@contextlib.contextmanager
def _open_workbook(raw: IO[bytes]) -> Iterator[Any]:
    """Open the workbook. Raises Refused for anything that openpyxl cannot read."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw.seek(0)
        _check_members(raw)
        raw.seek(0)
        try:
            book = openpyxl.load_workbook(raw, read_only=True, data_only=True, keep_links=False)
            with contextlib.closing(book):
                yield book
        except Refused:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno:
                raise  # a full disk is not the workbook's fault
            # openpyxl raises many kinds of error, depending on which part is broken
            raise make_refusal("workbook", f"the workbook cannot be read ({type(error).__name__})", ADVICE) from error


def _check_members(raw: IO[bytes]) -> None:
    with refuse_if_damaged(), zipfile.ZipFile(raw) as packed:
        members = packed.infolist()
        if sum(member.file_size for member in members) > LARGEST_WORKBOOK:
            raise make_refusal("unpacked_size", "the workbook unpacks to more than 256 MiB", ADVICE)
        for member in members:
            if member.flag_bits & 1:
                raise make_refusal("file_type", "the workbook is locked with a password", "send it without a password")
            if member.file_size > max(UNSUSPECTED, member.compress_size * MOST_SQUEEZED):
                raise refuse_bomb()
            if member.filename.lower().endswith((".xml", ".rels")):
                _check_xml(packed, member)


def _check_xml(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    carried = b""
    with packed.open(member) as handle:
        while chunk := handle.read(CHUNK_BYTES):
            # UTF-16 would hide the words from this search; spreadsheets write UTF-8
            if b"<!DOCTYPE" in carried + chunk or b"<!ENTITY" in carried + chunk or b"\0" in chunk:
                message = "the workbook holds XML with declarations of its own, which no spreadsheet writes"
                raise make_refusal("workbook", message, ADVICE)
            carried = chunk[-16:]


def _choose_sheet(book: Any) -> tuple[Sequence[Sequence[str]], DetectedLayout, str]:
    """Choose the sheet to read, after searching every sheet for patient data. Raises Refused."""
    names = [sheet.title for sheet in book.worksheets][:MOST_SHEETS]
    heads = {name: _read_head(book, name) for name in names}
    beginnings = {name: refuse_patient_rows(rows) for name, rows in heads.items()}
    layouts = {name: beginning.layout for name, beginning in beginnings.items() if beginning.layout}
    fitting = [name for name, layout in layouts.items() if not layout.era.sheets or name.strip() in layout.era.sheets]
    exact = [name for name in fitting if not layouts[name].drift] or fitting
    if len(exact) == 1:
        return beginnings[exact[0]].rows, layouts[exact[0]], exact[0]
    if exact:
        message = f"more than one sheet holds an extract: {', '.join(exact[:5])}"
        raise make_refusal("one_sheet", message, "send a workbook with one of them, or that sheet as CSV (UTF-8)")
    if refusal := next(filter(None, map(refuse_family_not_taken, heads.values())), None):
        raise refusal
    sheets = ", ".join(names[:10]) or "none"
    message = f"no sheet of the workbook holds a known extract (sheets: {sheets})"
    raise Refused(Reason("known_kind", message, "check that this is the published file; a new layout needs a contract"))


def _read_head(book: Any, name: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in _iterate_rows(book, name):
        rows.append(row)
        if len(rows) >= ROWS:
            break
    return rows


def _iterate_rows(book: Any, name: str) -> Iterator[list[str]]:
    sheet, cells = book[name], 0
    # a sheet may state the wrong dimensions
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = [_cell_text(value) for value in values]
        cells += len(row)
        while row and not row[-1]:
            row.pop()
        if len(row) > MAX_COLUMNS:
            raise make_refusal("row_width", f"the row has {len(row):,} cells", "send the file as published", number)
        if cells > MOST_CELLS:
            raise make_refusal("size", f"the sheet {name!r} has more than {MOST_CELLS:,} cells", ADVICE)
        yield row


def _cell_text(value: object) -> str:
    """Format a cell for CSV: whole numbers as digits, dates as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    # spreadsheets keep 15 significant digits, as many as a count may have
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat()[:10]
    return re.sub(r"[\r\n\t\0]+", " ", str(value)).strip()
