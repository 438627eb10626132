"""Split the text of a file with several months into one text for each month, line by line as it was received.

A part has the lines above the table, the header and the lines of its month, so it is a file as the publisher would have
sent it. Its bytes depend on nothing else: a month that has not changed gives the same bytes from another file.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import duckdb

from checks.contracts.contract import Extract
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason, Refused
from checks.reading import typed_table
from checks.reading.csv_rows import numbered_rows
from checks.reading.second_tables import is_header_again
from checks.reading.text_reader import PlainText
from checks.storage.duckdb_connection import open_duckdb

MOST_MONTHS = 240
"""Months in one file: twenty years, longer than any series here; each needs an open file while the text is split."""
SHARE_OF_WHOLE_MONTH = 0.5
"""A month looks whole if it has more than this share of the rows of the largest month; fewer are stray rows. The number
of providers never changed by more than 3.1% from one month to the next (`validation/plausibility.py`)."""
ROWS_FETCHED = 20_000
"""Rows fetched at once; chosen to bound memory."""


@dataclass(frozen=True)
class MonthText:
    """The lines of one month as a file, and the first and the last of them in the file that they come from."""

    month: str
    path: Path
    first_line: int
    last_line: int


@dataclass(frozen=True)
class _MonthRows:
    """What the typed rows say: (line, month) wherever the month changes, and rows and total rows of each month.

    `line_without_month` is the first line of data that names no month; 0 if all do.
    """

    changes: tuple[tuple[int, str], ...]
    rows: Mapping[str, int]
    totals: Mapping[str, int]
    line_without_month: int

    @property
    def is_several(self) -> bool:
        """Whether more than one month looks whole, by its total row or by its number of rows.

        A single total row leaves no way to check two months.
        """
        whole = {*list_whole_months(self.rows), *self.totals}
        return len(whole) > 1 and len(self.totals) != 1


def list_whole_months(rows_by_month: Mapping[str, int]) -> list[str]:
    """List the months that have enough rows beside the largest month to be whole, and no stray rows."""
    largest = max(rows_by_month.values(), default=0)
    return sorted(month for month, rows in rows_by_month.items() if rows > SHARE_OF_WHOLE_MONTH * largest)


def names_several_months(plain: PlainText, layout: DetectedLayout) -> bool:
    """Whether rows name more than one month. Most files have one, and then nothing more of them is read here."""
    return not layout.values_above and len(_list_months(plain.path, layout)) > 1


def split_into_months(plain: PlainText, layout: DetectedLayout, folder: Path, stem: str) -> list[MonthText]:
    """Write a text `<stem>-<month>.csv` for each month into `folder`; none if the months do not look whole.

    Raises Refused for rows of no month, for too many months, and for rows that do not fit the table.
    """
    with open_duckdb(scratch=folder) as con:
        typed_table.load_typed_table(con, plain, layout)
        month_rows = _collect_months(con, layout)
    # in a layout of whole years a month with few rows is a month too
    if not month_rows.is_several and not (layout.published.is_annual and len(month_rows.rows) > 1):
        return []
    if line := month_rows.line_without_month:
        message = "this row names no month, in a file that has several"
        raise Refused(Reason("month_told", message, "give each row its period, and send the file again", row=line))
    if len(month_rows.rows) > MOST_MONTHS:
        message = f"the file has rows of {len(month_rows.rows):,} months"
        raise Refused(Reason("several_months", message, f"send at most {MOST_MONTHS} months in one file"))
    return _write_months(plain.path, layout, month_rows.changes, folder / stem)


class MonthReader:
    """Reads the month of rows; each way of writing it is read once."""

    def __init__(self, extract: Extract) -> None:
        self._extract = extract
        self._known: dict[tuple[str | None, ...], str | None] = {}

    def read(self, cells: tuple[str | None, ...]) -> str | None:
        """Return the month (YYYY-MM) of the cells of the month's columns, or None."""
        if cells not in self._known:
            texts = (cell or "" for cell in cells)
            self._known[cells] = self._extract.read_month(dict(zip(self._extract.month_columns, texts, strict=True)))
        return self._known[cells]


def _list_months(path: Path, layout: DetectedLayout) -> set[str]:
    """List the months that any row names."""
    reader = MonthReader(layout.extract)
    columns = layout.published.columns
    places = [columns.index(name) + layout.offset if name in columns else None for name in layout.extract.month_columns]
    months: set[str] = set()
    for index, (_, row) in enumerate(numbered_rows(path)):
        if index > layout.header_row:
            cells = tuple(row[at].strip() if at is not None and at < len(row) else None for at in places)
            months |= {month for month in (reader.read(cells),) if month}
    return months


def _collect_months(con: duckdb.DuckDBPyConnection, layout: DetectedLayout) -> _MonthRows:
    """Collect the months of the table `typed`. A total row without a month belongs to the rows above it."""
    reader = MonthReader(layout.extract)
    changes: list[tuple[int, str]] = []
    counted = {"data": Counter[str](), "total": Counter[str](), "subtotal": Counter[str]()}
    line_without_month = 0
    for line, row_kind, *cells in _iterate_typed(con, layout.extract.month_columns):
        month = reader.read(tuple(cells))
        if month is None and row_kind == "data":
            line_without_month = line_without_month or line
            continue
        month = month or (changes[-1][1] if changes else None)
        if month is None:
            continue  # a total row at the very top is written to the first month
        if not changes or changes[-1][1] != month:
            changes.append((line, month))
        counted[row_kind][month] += 1
    # subtotals, such as those of one provider, do not show that a month is whole
    return _MonthRows(tuple(changes), counted["data"], counted["total"], line_without_month)


def _iterate_typed(con: duckdb.DuckDBPyConnection, month_columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    result = con.execute(f"select row, row_kind, {', '.join(month_columns)} from typed order by row")
    while batch := result.fetchmany(ROWS_FETCHED):
        yield from batch


def _write_months(
    path: Path, layout: DetectedLayout, changes: Sequence[tuple[int, str]], stem: Path
) -> list[MonthText]:
    """Write the lines of each month. A line that is not a row of the table belongs to the month above it."""
    targets: dict[str, IO[str]] = {}
    lines: dict[str, tuple[int, int]] = {}
    above: list[str] = []
    later = iter(changes[1:])
    month, following = changes[0][1], next(later, None)
    with ExitStack() as stack:
        for index, (line, row, text) in enumerate(_iterate_records(path)):
            if index <= layout.header_row:
                above.append(text)
                continue
            if is_header_again(row[layout.offset :], layout):
                continue
            while following and line >= following[0]:
                month, following = following[1], next(later, None)
            if month not in targets:
                target = _name_part(stem, month).open("w", encoding="utf-8", newline="")
                targets[month] = stack.enter_context(target)
                targets[month].writelines(above)
            targets[month].write(text)
            lines[month] = (lines.get(month, (line, line))[0], line)
    return [MonthText(name, _name_part(stem, name), *lines[name]) for name in sorted(targets)]


def _name_part(stem: Path, month: str) -> Path:
    return stem.with_name(f"{stem.name}-{month}.csv")


def _iterate_records(path: Path) -> Iterator[tuple[int, list[str], str]]:
    """Iterate over (line, row, text): where a row begins, its cells, and its lines as they are in the file."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        consumed: list[str] = []
        lines = (consumed.append(line) or line for line in handle)  # type: ignore[func-returns-value]
        reader = csv.reader(lines, strict=True)
        start = 1
        for row in reader:
            text = "".join(consumed)
            consumed.clear()
            # the last line of a file may lack its end, and lines of another month may follow in the part
            yield start, row, text if text.endswith(("\n", "\r")) else f"{text}\n"
            start = reader.line_num + 1
