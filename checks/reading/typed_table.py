"""Load a plain text file of a known layout into a typed table, `typed`, in a private DuckDB database.

It has every row that is not blank or a note, with `row` (its line in the file), `era`, the contract's columns,
`not_a_number` (the counts that are not numbers of their column's form, or null), `row_kind`: data, total or subtotal,
and `is_national`. The view `data` has the data rows with the contract's derived columns; the view `stored` has the rows
that the lake keeps: these, and the publisher's own rows for England where the contract says that they count.
"""

from __future__ import annotations

import duckdb

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason
from checks.privacy import register_screening
from checks.reading import second_tables
from checks.reading.raw_rows import read_rows, refuse_extra_columns, survey_large_file, write_bulk_reader_sql
from checks.reading.text_reader import PlainText
from checks.reading.typed_sql import write_typed_sql, write_views_sql

SMALL_FILE_BYTES = 16 << 20
"""Bytes. Smaller files are read row by row, which allows ragged rows and gives exact line numbers."""


def load_typed_table(con: duckdb.DuckDBPyConnection, plain: PlainText, layout: DetectedLayout) -> list[Reason]:
    """Create `typed` and `data` in `con`, and return notes for the ledger. Raises Refused if the rows do not fit."""
    if layout.extract.screened_columns:
        register_screening.add_functions(con)
    if plain.size >= SMALL_FILE_BYTES:
        rows, is_plain = survey_large_file(con, plain.path, layout)
        # the bulk reader numbers rows, not lines, so it cannot be used if lines are blank or broken inside quotes
        is_bulk = rows + layout.header_row + 1 == plain.lines
    else:
        is_bulk = is_plain = False
    if is_bulk and is_plain:
        con.execute(write_typed_sql(layout, write_bulk_reader_sql(plain.path, layout, is_typed=True), is_typed=True))
        con.execute(write_views_sql(layout.extract))
        return _layout_notes(plain, layout)
    if is_bulk:
        con.execute(f"create table raw as select * from {write_bulk_reader_sql(plain.path, layout, is_typed=False)}")
    else:
        read_rows(con, plain.path, layout)
    second_tables.drop_repeated_headers(con, layout)
    refuse_extra_columns(con, layout)
    con.execute(write_typed_sql(layout, "raw", is_typed=False))
    con.execute("drop table raw")
    con.execute(write_views_sql(layout.extract))
    return _layout_notes(plain, layout)


def _layout_notes(plain: PlainText, layout: DetectedLayout) -> list[Reason]:
    notes = []
    if plain.encoding in ("Windows-1252", "UTF-16"):
        message = f"the file is in {plain.encoding}, not UTF-8; it was read as such"
        notes.append(Reason("encoding", message, "export it as UTF-8", "info"))
    if plain.sheet:
        notes.append(Reason("sheet", f"read from the workbook's sheet {plain.sheet!r}", "nothing needs doing", "info"))
    if left_out := [name for name in layout.unnamed if name not in layout.published.unnamed_columns]:
        message = f"{len(left_out)} columns without a header, right of the table, were left out"
        notes.append(Reason("unnamed_columns", message, "nothing needs doing", "info"))
    if layout.extra:
        notes.append(
            Reason(
                "empty_columns",
                f"{len(layout.extra)} empty columns at the end were left out",
                "nothing needs doing",
                "info",
            )
        )
    return notes
