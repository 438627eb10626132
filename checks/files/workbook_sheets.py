"""Extract the sheets of a workbook as CSV files, in a process with limits on memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from checks.contracts.problems import Refused
from checks.files import extract_sheets
from checks.files.compression import make_refusal

MEMORY_BYTES = 1 << 30
"""Enough for a sheet with `MOST_CELLS` cells (measured: 430 MB), and for the largest sheet an .xls can have."""
CPU_SECONDS = 120
"""A workbook with `MOST_CELLS` cells takes about 6 seconds."""
MOST_CELLS = 5_000_000
"""Filled cells in a sheet; larger sheets must be sent as CSV (docs/intake.md), which is read much faster."""
MOST_SHEETS = 60
"""Sheets that are read; chosen to bound the time. The largest published workbook has 24."""
MOST_COLUMNS = 1_000
"""Cells in a row; the widest published layout has 121."""
ADVICE = "save the sheet of figures as CSV (UTF-8)"


@dataclass(frozen=True)
class Sheet:
    """One worksheet as a UTF-8 CSV file. Its rows are all of one width, and row 1 of the sheet is line 1 of the file."""

    name: str
    is_hidden: bool
    path: Path
    rows: int
    problem: Refused | None = None
    """Why the rest of the sheet was not extracted, if it was not."""


def extract_workbook_sheets(workbook: Path, folder: Path) -> list[Sheet]:
    """Write each sheet of the workbook into the empty folder, in the order of the workbook.

    Raises Refused if the workbook is locked, cannot be read, or needs too much memory or time.
    """
    limits = {
        "memory_bytes": MEMORY_BYTES,
        "cpu_seconds": CPU_SECONDS,
        "cells": MOST_CELLS,
        "columns": MOST_COLUMNS,
        "sheets": MOST_SHEETS,
    }
    # -I: no settings or folders of the user's shell reach the reader
    command = [sys.executable, "-I", extract_sheets.__file__, str(workbook), str(folder), json.dumps(limits)]
    ended = subprocess.run(command, capture_output=True, check=False)
    if ended.returncode:
        _raise_for_failure(ended.stderr)
    answer = json.loads(ended.stdout)
    if answer.get("problem") == "password":
        raise make_refusal("file_type", "the workbook is locked with a password", "send it without a password")
    if "problem" in answer:
        raise make_refusal("workbook", f"the workbook cannot be read ({answer['detail'][:120]})", ADVICE)
    return [_read_summary(folder / f"{at}.csv", summary) for at, summary in enumerate(answer["sheets"])]


def _raise_for_failure(errors: bytes) -> None:
    """Tell a full disk, which is not the workbook's fault, from a reader that was stopped by a limit or a broken file."""
    if b"Errno 28" in errors or b"Errno 5]" in errors:
        raise OSError(28 if b"Errno 28" in errors else 5, "a sheet of a workbook could not be written")
    message = "the workbook cannot be read within 1 GiB of memory and 2 minutes, or its content is broken"
    raise make_refusal("workbook", message, ADVICE)


def _read_summary(path: Path, summary: dict[str, object]) -> Sheet:
    name, rows = str(summary["name"]), int(str(summary["rows"]))
    problem = None
    if summary["problem"] == "columns":
        message = f"the row has more than {MOST_COLUMNS:,} cells"
        problem = make_refusal("row_width", message, "send the file as published", rows)
    elif summary["problem"] == "cells":
        problem = make_refusal("size", f"the sheet {name!r} has more than {MOST_CELLS:,} cells", ADVICE)
    return Sheet(name, bool(summary["is_hidden"]), path, rows, problem)
