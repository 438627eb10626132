"""Write small workbooks in the binary formats: .xls by a library, .xlsb record by record (MS-XLSB)."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Rows = Iterable[Sequence[str]]
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
BEGIN_BOOK, END_BOOK, BEGIN_SHEETS, END_SHEETS, SHEET_OF_BOOK = 131, 132, 143, 144, 156
BEGIN_SHEET, END_SHEET, DIMENSION, BEGIN_ROWS, END_ROWS, ROW, NUMBER, TEXT = 129, 130, 148, 145, 146, 0, 5, 6


def write_xls(path: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> Path:
    """Write an Excel 97-2003 workbook."""
    import xlwt

    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name in hidden)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write(at, column, int(cell) if cell.isdigit() else cell)
    book.save(str(path))
    return path


def write_xlsb(path: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> Path:
    """Write a binary workbook of Excel 2007 and later."""
    listed, linked = b"", ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", CONTENT_TYPES)
        for number, (name, rows) in enumerate(sheets.items(), start=1):
            state = struct.pack("<II", int(name in hidden), number)
            listed += _record(SHEET_OF_BOOK, state + _wide(f"rId{number}") + _wide(name))
            linked += f'<Relationship Id="rId{number}" Type="{SHEET_TYPE}" Target="worksheets/sheet{number}.bin"/>'
            packed.writestr(f"xl/worksheets/sheet{number}.bin", _sheet_records([list(row) for row in rows]))
        book = _record(BEGIN_SHEETS) + listed + _record(END_SHEETS)
        packed.writestr("xl/workbook.bin", _record(BEGIN_BOOK) + book + _record(END_BOOK))
        relations = f'<Relationships xmlns="{RELATIONSHIPS}">{linked}</Relationships>'
        packed.writestr("xl/_rels/workbook.bin.rels", relations)
    return path


def _sheet_records(rows: Sequence[Sequence[str]]) -> bytes:
    width = max((len(row) for row in rows), default=1)
    records = _record(BEGIN_SHEET) + _record(DIMENSION, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, width - 1))
    records += _record(BEGIN_ROWS)
    for number, row in enumerate(rows):
        records += _record(ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, 0)
            if cell.isdigit():
                records += _record(NUMBER, place + struct.pack("<d", float(cell)))
            elif cell:
                records += _record(TEXT, place + _wide(cell))
    return records + _record(END_ROWS) + _record(END_SHEET)


def _record(kind: int, content: bytes = b"") -> bytes:
    return _varint(kind, most=2) + _varint(len(content), most=4) + content


def _varint(number: int, most: int) -> bytes:
    """Seven bits a byte, the lowest first; the highest bit says that more follow."""
    encoded = b""
    for _ in range(most):
        encoded += bytes([(number & 0x7F) | (0x80 if number > 0x7F else 0)])
        number >>= 7
        if not number:
            break
    return encoded


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
