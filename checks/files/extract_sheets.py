"""Write every sheet of a workbook (.xls, .xlsx or .xlsb) as CSV: a program that runs in a process of its own.

`workbook_sheets` starts it with limits on memory and time, because the reader builds each sheet's whole rectangle in
memory: one cell in the last corner of an otherwise empty sheet would need hundreds of gigabytes. It imports nothing of
Holdgain, so that it starts within a few hundredths of a second. It prints one JSON object (see `extract_sheets`).
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import sys
from datetime import datetime
from typing import IO, Any

BREAKS = re.compile(r"[\r\n\t\0]+")
MOST_DIGITS = 1e15
"""Spreadsheets keep 15 significant digits, as many as a count may have."""


def extract_sheets(source: IO[bytes], target: IO[bytes], limits: dict[str, int]) -> dict[str, Any]:
    """Write the sheets one after another into the target.

    Returns either {"sheets": [{"name", "is_hidden", "start", "end", "rows", "problem"}, ...]}, where `start` and `end`
    are bytes of the target and `problem` is "", "cells" or "columns" (of the last row that was read), or
    {"problem": "password" | "unreadable" | "bomb", "detail": "..."}.
    """
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(source)
        sheets = [_extract_sheet(book, sheet, target, limits) for sheet in _list_sheets(book, limits)]
        is_bomb = any(sheet["problem"] == "bytes" for sheet in sheets)
        return {"problem": "bomb", "detail": ""} if is_bomb else {"sheets": sheets}
    except python_calamine.PasswordError:
        return {"problem": "password", "detail": ""}
    except python_calamine.CalamineError as error:
        return {"problem": "unreadable", "detail": str(error)}


def _list_sheets(book: Any, limits: dict[str, int]) -> list[Any]:
    sheets = [sheet for sheet in book.sheets_metadata if not str(sheet.typ).endswith(".ChartSheet")]
    return sheets[: limits["sheets"]]


def _extract_sheet(book: Any, metadata: Any, target: IO[bytes], limits: dict[str, int]) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(metadata.name)
    summary = {"name": metadata.name, "is_hidden": not str(metadata.visible).endswith(".Visible"), "problem": ""}
    # rows come with the empty ones above them, but without the empty columns to their left
    margin = [""] * (sheet.start[1] if sheet.start else 0)
    start, rows, cells = target.tell(), 0, 0
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    for values in sheet.iter_rows():
        rows += 1
        row = [*margin, *(format_cell(value) for value in values)]
        filled = max((at for at, cell in enumerate(row, start=1) if cell), default=0)
        cells += filled
        if filled > limits["columns"] or cells > limits["cells"]:
            summary["problem"] = "columns" if filled > limits["columns"] else "cells"
            break
        writer.writerow(row[: limits["columns"]])
        # many cells may refer to one long text, which the workbook holds once
        if target.tell() > limits["bytes"]:
            summary["problem"] = "bytes"
            break
    text.detach()
    return {**summary, "start": start, "end": target.tell(), "rows": rows}


def format_cell(value: object) -> str:
    """Format a cell for CSV: whole numbers as digits, dates as YYYY-MM-DD, line breaks and tabs as spaces."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < MOST_DIGITS:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat()[:10]
    return BREAKS.sub(" ", str(value)).strip()


if __name__ == "__main__":
    # open files are passed on: a path could be another file by now, and files without names vanish with the process
    with os.fdopen(int(sys.argv[1]), "rb") as given_workbook, os.fdopen(int(sys.argv[2]), "wb") as given_target:
        given_workbook.seek(0)
        answer = extract_sheets(given_workbook, given_target, json.loads(sys.argv[3]))
    sys.stdout.write(json.dumps(answer))
