"""Read a large text in bulk by DuckDB's reader, and type its counts in the same pass where they are digits alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from checks.contracts.detected_layout import DetectedLayout
from checks.reading.raw_rows import list_raw_columns
from checks.reading.text_reader import PlainText
from checks.reading.typed_sql import write_plain_typed_sql


@dataclass(frozen=True)
class LargeFileSurvey:
    """What bulk reading has shown.

    `has_row_on_each_line`: whether the reader's rows are the file's lines, so that it may be used at all: it numbers
    rows, and lines may be blank, or broken inside quotes. `is_plain`: whether every count was digits alone, so that
    `typed` is made.
    """

    has_row_on_each_line: bool
    is_plain: bool


ROW_BY_ROW = LargeFileSurvey(has_row_on_each_line=False, is_plain=False)


def make_plain_table(con: duckdb.DuckDBPyConnection, plain: PlainText, layout: DetectedLayout) -> LargeFileSurvey:
    """Make `typed` if every count is digits alone: a cast of others would round 3.7 and accept 1e3.

    Columns are read by position, because the header has already been checked.
    """
    try:
        con.execute(write_plain_typed_sql(layout, _write_text_reader_sql(plain.path, layout)))
    except duckdb.Error:
        return ROW_BY_ROW  # reading row by row will show what is wrong, and where
    [(rows, is_plain, is_short)] = con.execute(
        "select count(*), coalesce(bool_and(is_plain), true), bool_or(is_blank or row_kind = 'note') from typed"
    ).fetchall()
    survey = LargeFileSurvey(rows + layout.header_row + 1 == plain.lines, bool(is_plain))
    if not survey.has_row_on_each_line or not survey.is_plain:
        con.execute("drop table typed")
        return LargeFileSurvey(survey.has_row_on_each_line, is_plain=False)
    if is_short:
        con.execute("delete from typed where is_blank or row_kind = 'note'")
    return survey


def write_reader_sql(path: Path, layout: DetectedLayout) -> str:
    """Return SQL that reads the rows of text below the header, each with its line; not those of commas alone."""
    above = layout.header_row + 1
    texts = ", ".join(name for name in layout.published.columns if name not in layout.extract.counts)
    return (
        f"(select * from (select row_number() over () + {above} as row, * from {_write_text_reader_sql(path, layout)}) "
        f"where coalesce({texts}) is not null)"
    )


def _write_text_reader_sql(path: Path, layout: DetectedLayout) -> str:
    names = [*(f"left_{number}" for number in range(layout.offset)), *list_raw_columns(layout)]
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    place = str(path).replace("'", "''")
    return (
        f"read_csv('{place}', columns = {{{columns}}}, skip = {layout.header_row + 1}, header = false, "
        "auto_detect = false, delim = ',', quote = '\"', escape = '\"', strict_mode = true, null_padding = false, "
        "max_line_size = 1048576)"
    )
