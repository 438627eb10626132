"""Extract the sheets of a workbook (.xls, .xlsx or .xlsb) as CSV, in a process with limits on memory and time."""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from checks.contracts.problems import Refused
from checks.files import extract_sheets
from checks.files.compression import MOST_SQUEEZED, UNSUSPECTED, make_refusal, refuse_bomb

MEMORY_BYTES = 1 << 30
"""A sheet with `MOST_CELLS_IN_SHEET` cells needs about 430 MB. The largest sheet that an .xls can have needs more, and
is refused."""
CPU_SECONDS = 120
"""A workbook with `MOST_CELLS_IN_SHEET` cells takes about 6 seconds."""
MOST_CELLS_IN_SHEET = 5_000_000
"""Filled cells in a sheet; larger sheets must be sent as CSV (docs/intake.md), which is read much faster."""
MOST_SHEETS = 60
"""Sheets that are read; chosen to bound the time. The published workbooks have up to eight."""
MOST_COLUMNS = 1_000
"""Cells in a row; the widest published layout has 121."""
ADVICE = "save the sheet of figures as CSV (UTF-8)"
DISK_ERRORS = {b"Errno 28": errno.ENOSPC, b"Errno 5]": errno.EIO, b"Errno 122": errno.EDQUOT}


@dataclass(frozen=True)
class Sheet:
    """One worksheet: where its CSV is in `content`. All its rows are of one width; row 1 of the sheet is line 1."""

    name: str
    is_hidden: bool
    rows: int
    content: IO[bytes]
    start: int
    end: int
    problem: Refused | None = None
    """Why the rest of the sheet was not extracted; None if all of it was."""

    @property
    def part_name(self) -> str:
        """Its name among the parts of a file, which no member of an archive has."""
        return f"sheet/{self.name}"

    def open_content(self) -> IO[bytes]:
        """Return the sheet's CSV as a stream of bytes, in memory as far as it is read at once."""
        return io.BufferedReader(_Slice(self.content, self.start, self.end))

    def iterate_rows(self) -> Iterator[list[str]]:
        """Iterate over the rows, as many as were extracted."""
        yield from csv.reader(line.decode() for line in self.open_content())


class _Slice(io.RawIOBase):
    """A part of an open file, read from its own position whatever else reads the file."""

    def __init__(self, content: IO[bytes], start: int, end: int) -> None:
        self._descriptor, self._position, self._end = content.fileno(), start, end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = os.pread(self._descriptor, min(len(buffer), self._end - self._position), self._position)
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)


def extract_workbook_sheets(workbook: IO[bytes], stack: contextlib.ExitStack) -> Sequence[Sheet]:
    """Extract all sheets of an open workbook, in its order, into a file without a name that the stack closes.

    Raises Refused if the workbook is locked, cannot be read, or needs too much memory or time; OSError for a full disk.
    """
    content = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
    answer = json.loads(_run_extraction(workbook.fileno(), content.fileno()))
    if answer.get("problem") == "bomb":
        raise refuse_bomb()
    if answer.get("problem") == "password":
        raise make_refusal("file_type", "the workbook is locked with a password", "send it without a password")
    if "problem" in answer:
        raise make_refusal("workbook", f"the workbook cannot be read ({answer['detail'][:120]})", ADVICE)
    return [_read_summary(content, summary) for summary in answer["sheets"]]


def _run_extraction(source: int, target: int) -> bytes:
    limits = {
        "memory_bytes": MEMORY_BYTES,
        "cpu_seconds": CPU_SECONDS,
        "cells": MOST_CELLS_IN_SHEET,
        "columns": MOST_COLUMNS,
        "sheets": MOST_SHEETS,
        "bytes": max(UNSUSPECTED, os.fstat(source).st_size * MOST_SQUEEZED),
    }
    # -I: no settings or folders of the user's shell reach the reader
    command = [sys.executable, "-I", extract_sheets.__file__, str(source), str(target), json.dumps(limits)]
    ended = subprocess.run(command, capture_output=True, check=False, pass_fds=(source, target))  # noqa: S603
    if not ended.returncode:
        return ended.stdout
    for mark, number in DISK_ERRORS.items():
        if mark in ended.stderr:
            raise OSError(number, os.strerror(number))
    message = "the workbook cannot be read within 1 GiB of memory and 2 minutes, or its content is broken"
    raise make_refusal("workbook", message, ADVICE)


def _read_summary(content: IO[bytes], summary: dict[str, object]) -> Sheet:
    name, rows = str(summary["name"]), int(str(summary["rows"]))
    start, end = int(str(summary["start"])), int(str(summary["end"]))
    return Sheet(name, bool(summary["is_hidden"]), rows, content, start, end, _find_problem(name, rows, summary))


def _find_problem(name: str, rows: int, summary: dict[str, object]) -> Refused | None:
    if summary["problem"] == "columns":
        message = f"the row of the sheet {name!r} has more than {MOST_COLUMNS:,} cells"
        return make_refusal("row_width", message, "send the file as published", rows)
    if summary["problem"] == "cells":
        return make_refusal("size", f"the sheet {name!r} has more than {MOST_CELLS_IN_SHEET:,} cells", ADVICE)
    return None
