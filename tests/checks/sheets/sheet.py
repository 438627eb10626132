"""A file as lines of cells, and what every kind of small extract is made with."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checks.contracts.contract import PublishedLayout

Row = dict[str, object]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Sheet:
    """A file as lines of cells; lines count from 1, as in an editor, and `header_line` is 0 where there is none."""

    lines: tuple[tuple[str, ...], ...]
    header_line: int = 1

    def place(self, header: str) -> int:
        """The place of a column in its line, by the start of its published name."""
        actual = [at for at, cell in enumerate(self.lines[self.header_line - 1]) if cell.strip() == header]
        assert len(actual) == 1, f"{header!r} stands {len(actual)} times in the header"
        return actual[0]

    def cell(self, line: int, header: str) -> str:
        return self.lines[line - 1][self.place(header)]

    def put(self, line: int, header: str, value: str) -> Sheet:
        at = self.place(header)
        cells = self.lines[line - 1]
        return self.line(line, (*cells[:at], value, *cells[at + 1 :]))

    def line(self, line: int, *cells: Sequence[str]) -> Sheet:
        """Put these lines where one line stands; none removes it."""
        return replace(self, lines=(*self.lines[: line - 1], *(tuple(row) for row in cells), *self.lines[line:]))

    def text(self, newline: str = "\r\n") -> str:
        handle = io.StringIO()
        csv.writer(handle, lineterminator=newline).writerows(self.lines)
        return handle.getvalue()

    def write(self, folder: Path, name: str = "extract.csv", *, encoding: str = "utf-8", newline: str = "\r\n") -> Path:
        path = folder / name
        path.write_bytes(self.text(newline).encode(encoding))
        return path


def code_of(number: int) -> str:
    """RAA, RAB ... RBA ...: codes of the form that trusts have."""
    return f"R{LETTERS[number // 26 % 26]}{LETTERS[number % 26]}"


def cells_of(published_layout: PublishedLayout, row: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(row.get(name, "")) for name in published_layout.columns)


def number_of(value: object) -> int:
    text = str(value).strip().replace(",", "")
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else 0


def sums(rows: Sequence[Row], names: Sequence[str]) -> Row:
    return {name: sum(number_of(row.get(name, 0)) for row in rows) for name in names}
