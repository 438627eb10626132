"""Rows of cells from lines of CSV, with limits on how wide and how long a row may be."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from checks.files.compression import make_refusal
from checks.files.text_survey import LONGEST_LINE
from checks.privacy.beginning import ROWS_LOOKED_AT

MOST_CELLS_IN_ROW = 1_000
"""Cells in a row; the widest published layout has 121."""
MOST_LINES_IN_ROW = 1_000
"""Lines in a row. An unclosed quote would otherwise turn the rest of the file into one row."""


def numbered_rows(path: Path, separator: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Iterate over (line, row), where line is where the row starts, counted from 1. Raises Refused if it is not CSV."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from _iterate_rows(handle, separator, is_strict=True)


def parse_first_rows(handle: IO[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for _, row in _iterate_rows(handle, is_strict=False):
        rows.append(row)
        if len(rows) >= ROWS_LOOKED_AT:
            break
    return rows


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
        if self.of_row > MOST_LINES_IN_ROW or self.size > 2 * LONGEST_LINE:
            raise csv.Error(f"one row spans {self.of_row:,} lines: a quote was left open")
        return line


def _not_too_wide(row: list[str], line: int) -> list[str]:
    if len(row) <= MOST_CELLS_IN_ROW:
        return row
    filled = max((at for at, cell in enumerate(row, start=1) if cell.strip()), default=0)
    if filled > MOST_CELLS_IN_ROW:
        message = f"the row has {filled:,} cells: no extract is wider than {MOST_CELLS_IN_ROW:,}"
        raise make_refusal("row_width", message, "send the file as published", line)
    return row[: max(filled, 1)]
