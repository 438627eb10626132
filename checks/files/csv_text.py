"""The only writer of CSV for people: it escapes text that a spreadsheet would run as a formula.

It is in this package because both an edition's downloads and `holdgain spc` use it, and imports only go one way.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
"""First characters of a cell that a spreadsheet may run as a formula (OWASP, CSV injection)."""
PLAIN_TYPES = frozenset({int, float, date, type(None)})
IGNORED_BEFORE_A_FORMULA = " \u00a0\u200b\u200c\u200d\u2060\ufeff"
"""Spaces and invisible characters that some spreadsheets strip on import, exposing the formula."""


def csv_text(heads: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """Format a header and rows as CSV; numbers are not escaped, even negative ones."""
    text = io.StringIO()
    writer, texts = csv.writer(text, lineterminator="\n"), _EscapedTexts()
    writer.writerows(
        [
            # a plain value is equal to itself unless it is NaN; most cells of an edition are numbers
            cell
            if type(cell) in PLAIN_TYPES and cell == cell
            else texts[cell]
            if type(cell) is str
            else escape_formula(cell)
            for cell in row
        ]
        for row in (heads, *rows)
    )
    return text.getvalue()


def csv_lines(rows: Iterable[Sequence[Any]]) -> list[str]:
    """Format each row as CSV of its own, without a line end, so that lines can be put together from parts of rows."""
    lines: list[str] = []
    writer = csv.writer(_LineList(lines), lineterminator="\n")
    # csv.writer quotes a cell that is empty and alone; beside another cell, it is not
    writer.writerows([*(escape_formula(cell) for cell in row), ""] for row in rows)
    return [line[: -len(",\n")] for line in lines]


@dataclass(frozen=True)
class _LineList:
    """What `csv.writer` writes to: it writes a row at once."""

    lines: list[str]

    def write(self, line: str) -> None:
        self.lines.append(line)


class _EscapedTexts(dict[str, Any]):
    """Each text of a table with its escape: most rows have the same few texts."""

    def __missing__(self, cell: str) -> Any:
        self[cell] = escaped = escape_formula(cell)
        return escaped


def escape_formula(cell: Any) -> Any:
    """Prefix an apostrophe to text that begins like a formula; NaN becomes 'NaN'."""
    # most cells: nothing before a formula, and no formula, begins with a letter or a digit
    if isinstance(cell, str) and cell[:1].isalnum() and "\r" not in cell:
        return cell
    if isinstance(cell, float) and math.isnan(cell):
        return "NaN"
    if cell is None or isinstance(cell, int | float | date):
        return cell
    # csv.writer quotes line feeds but not carriage returns, where a spreadsheet would start a new row
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n")
    is_formula = text.startswith(FORMULA_STARTS) or text.lstrip(IGNORED_BEFORE_A_FORMULA).startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula else text
