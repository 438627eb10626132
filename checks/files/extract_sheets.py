"""Write every sheet of a workbook (.xls, .xlsx or .xlsb) as CSV: a program that runs in a process of its own.

`workbook_sheets` starts it with limits on memory and time, because the reader builds each sheet's whole rectangle in
memory: one cell in the last corner of an otherwise empty sheet would need hundreds of gigabytes. It imports nothing of
Holdgain, so that it starts within a few hundredths of a second. It prints one JSON object (see `main`).
"""

from __future__ import annotations

import csv
import json
import re
import resource
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

BREAKS = re.compile(r"[\r\n\t\0]+")
MOST_DIGITS = 1e15
"""Spreadsheets keep 15 significant digits, as many as a count may have."""


def main(source: str, folder: str, limits: dict[str, int]) -> dict[str, Any]:
    """Write sheet number n to `folder`/n.csv.

    Returns either {"sheets": [{"name", "is_hidden", "rows", "problem"}, ...]}, where `problem` is "", "cells" or
    "columns" (with the row's number in `rows`), or {"problem": "password" | "unreadable", "detail": "..."}.
    """
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine

    try:
        with Path(source).open("rb") as handle:
            book = python_calamine.CalamineWorkbook.from_filelike(handle)
            return {"sheets": [_extract(book, at, meta, folder, limits) for at, meta in _list_sheets(book, limits)]}
    except python_calamine.PasswordError:
        return {"problem": "password", "detail": ""}
    except python_calamine.CalamineError as error:
        return {"problem": "unreadable", "detail": str(error)}


def _list_sheets(book: Any, limits: dict[str, int]) -> list[tuple[int, Any]]:
    sheets = [meta for meta in book.sheets_metadata if str(meta.typ).endswith((".WorkSheet", ".Vba", ".MacroSheet"))]
    return list(enumerate(sheets))[: limits["sheets"]]


def _extract(book: Any, at: int, meta: Any, folder: str, limits: dict[str, int]) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(meta.name)
    summary = {"name": meta.name, "is_hidden": not str(meta.visible).endswith(".Visible"), "rows": 0, "problem": ""}
    # rows come with the empty ones above them, but without the empty columns to their left
    margin = [""] * (sheet.start[1] if sheet.start else 0)
    cells = 0
    with (Path(folder) / f"{at}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        for number, values in enumerate(sheet.iter_rows(), start=1):
            row = [*margin, *(format_cell(value) for value in values)]
            filled = max((at for at, cell in enumerate(row, start=1) if cell), default=0)
            cells += filled
            if filled > limits["columns"] or cells > limits["cells"]:
                return {**summary, "rows": number, "problem": "columns" if filled > limits["columns"] else "cells"}
            writer.writerow(row[: limits["columns"]])
            summary["rows"] = number
    return summary


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
    print(json.dumps(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))))
