"""The rows of a text before their columns are typed, read row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason, Refused
from checks.reading import second_tables
from checks.reading.csv_rows import numbered_rows

ROWS_PER_BATCH = 20_000
"""Rows inserted at once; chosen to bound memory."""
ROW_ADVICE = "the file may be cut short, or have a note beside or below its table: send it as published"


def read_rows(con: duckdb.DuckDBPyConnection, path: Path, layout: DetectedLayout) -> None:
    names = list_raw_columns(layout)
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


def list_raw_columns(layout: DetectedLayout) -> list[str]:
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
            message = "this column is not in the layout, but has values"
            advice = "delete this column and send the file again; if the publisher added it, tell whoever runs Holdgain"
            raise Refused(Reason("unknown_column", message, advice, row=row[0], column=name, value=row[1]))
