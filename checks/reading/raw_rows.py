"""The rows of a text before their columns are typed: read row by row, or in bulk by DuckDB's reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason, Refused
from checks.reading import second_tables
from checks.reading.csv_rows import numbered_rows
from checks.reading.typed_sql import PLAIN_COUNTS, join_counts_sql

ROWS_PER_BATCH = 20_000
"""Rows inserted at once; chosen to bound memory."""
ROW_ADVICE = "the file may be cut short, or have a note beside or below its table: send it as published"


def read_rows(con: duckdb.DuckDBPyConnection, path: Path, layout: DetectedLayout) -> None:
    names = _raw_columns(layout)
    con.execute(f"create table raw (row bigint, {', '.join(f'{name} varchar' for name in names)})")
    for batch in _iterate_batches(_fitting_rows(path, layout, len(names))):
        columns = [
            pa.array(values, pa.int64() if not at else pa.string())
            for at, values in enumerate(zip(*batch, strict=True))
        ]
        con.register("batch", pa.table(dict(zip(["row", *names], columns, strict=True))))
        con.execute("insert into raw select * from batch")
        con.unregister("batch")


def _iterate_batches(rows: Iterator[list[object]]) -> Iterator[list[list[object]]]:
    batch: list[list[object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_PER_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _fitting_rows(path: Path, layout: DetectedLayout, width: int) -> Iterator[list[object]]:
    """Iterate over the rows below the header as [line, cells ...]. Raises Refused for a row of the wrong width."""
    least = layout.published.least_cells or len(layout.published.columns)
    for index, (line, row) in enumerate(numbered_rows(path)):
        if index <= layout.header_row or not any(cell.strip() for cell in row):
            continue
        cells = row[layout.offset :]
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        filled = [cell for cell in cells if cell.strip()]
        if len(cells) < width and len(filled) == 1 and " " in filled[0].strip():
            continue  # a sentence below the table
        if len(cells) < least or len(cells) > width:
            second_tables.refuse_second_table(line, row)
            message = f"the row has {len(cells)} cells, not {width}"
            raise Refused(Reason("row_width", message, ROW_ADVICE, row=line))
        yield [line, *cells, *[""] * (width - len(cells))]


def survey_large_file(con: duckdb.DuckDBPyConnection, path: Path, layout: DetectedLayout) -> tuple[int, bool]:
    """Return the number of rows in a large file, and whether every count is digits only so that DuckDB may cast it.

    A cast would round 3.7 and accept 1e3. Columns are read by position, because the header has already been checked.
    """
    joined = join_counts_sql([name for name in layout.extract.counts if name in layout.published.columns])
    extra = "".join(f" or trim(extra_{number}) <> ''" for number in range(len(layout.extra)))
    source = write_bulk_reader_sql(path, layout, is_typed=False, is_whole=True)
    try:
        row = con.execute(
            f"select count(*), bool_or(not regexp_full_match({joined}, '{PLAIN_COUNTS}'){extra}) from {source}"
        ).fetchone()
    except duckdb.Error:
        return -1, False  # the slow reader will report what is wrong, and where
    return (int(row[0]), not row[1]) if row else (0, False)


def write_bulk_reader_sql(path: Path, layout: DetectedLayout, *, is_typed: bool, is_whole: bool = False) -> str:
    """Return SQL that reads the rows below the header with their line; `is_whole` keeps rows of commas alone."""
    counts = set(layout.extract.counts) if is_typed else set()
    names = [*(f"left_{number}" for number in range(layout.offset)), *_raw_columns(layout)]
    types = {name: layout.extract.column(name).sql_type for name in counts}
    columns = ", ".join(f"'{name}': '{types.get(name, 'VARCHAR')}'" for name in names)
    place = str(path).replace("'", "''")
    above = layout.header_row + 1
    texts = ", ".join(name for name in layout.published.columns if name not in layout.extract.counts)
    return (
        f"(select * from (select row_number() over () + {above} as row, * from read_csv('{place}', "
        f"columns = {{{columns}}}, skip = {above}, header = false, auto_detect = false, delim = ',', quote = '\"', "
        "escape = '\"', strict_mode = true, null_padding = false, max_line_size = 1048576)) "
        f"where {'true' if is_whole else f'coalesce({texts}) is not null'})"
    )


def _raw_columns(layout: DetectedLayout) -> list[str]:
    extra = (f"extra_{number}" for number in range(len(layout.extra)))
    return [*layout.published.columns, *layout.unnamed, *extra]


def refuse_extra_columns(con: duckdb.DuckDBPyConnection, layout: DetectedLayout) -> None:
    for number, header in enumerate(layout.extra):
        row = con.execute(
            f"select min_by(row, row), min_by(extra_{number}, row) from raw where trim(extra_{number}) <> ''"
        ).fetchone()
        if row and row[0] is not None:
            name = (
                header.strip() or f"column {len(layout.published.columns) + layout.offset + number + 1}, without a name"
            )
            message = "this column is not in the layout, and holds values"
            advice = "delete this column and send the file again; if the publisher added it, tell whoever runs Holdgain"
            raise Refused(Reason("unknown_column", message, advice, row=row[0], column=name, value=row[1]))
