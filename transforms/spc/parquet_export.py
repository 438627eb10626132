"""The points and the summary of `holdgain spc` as Parquet: the columns of the CSV, with types.

Flags are true or false, and what is missing is null, also a limit that does not exist. Nothing is marked against
running as a formula, because no spreadsheet guesses the type of a cell here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from checks.storage.sql_text import quote_sql_text
from transforms.spc.cell_groups import Cells, NumberColumn
from transforms.spc.models import read_model
from transforms.spc.spc_error import SpcError

FLAGS = ("outside_limits", "close_to_limits", "special_cause_flag", "short_group_warning", "is_ghost")
SMALL_NUMBERS = ("relative_to_mean", "part_of_trend7", "part_of_2in3", "part_of_shift7")
TEXTS = (
    "series_id",
    "special_cause_type",
    "point_type",
    "rule_set",
    "guarded_point_type",
    "ghost_reason",
)
SUMMARY = """
    copy (
        select * replace (
            if(isnan(mean), null, mean) as mean,
            if(isnan(lpl), null, lpl) as lpl,
            if(isnan(upl), null, upl) as upl,
            is_trial = 'TRUE' as is_trial
        )
        from ({summary})
    ) to {path} (format parquet, compression zstd)
"""


def write_summary_parquet(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write one row per series. Raises SpcError if the file cannot be written."""
    try:
        con.execute(SUMMARY.format(summary=read_model("spc.summary"), path=quote_sql_text(str(path))))
    except duckdb.IOException as error:
        raise SpcError(f"cannot write {path}: {str(error).splitlines()[0]}") from error


def write_points_parquet(parts: Iterable[Sequence[Cells]], path: Path, *, has_times: bool) -> None:
    """Write one row per point, some series at once. Raises SpcError if the file cannot be written."""
    # pyarrow takes as long to import as everything else of a small file
    import pyarrow as pa
    import pyarrow.parquet as pq

    def find_type(name: str) -> pa.DataType:
        if name == "date":
            return pa.timestamp("us") if has_times else pa.date32()
        types = {pa.bool_(): FLAGS, pa.int8(): SMALL_NUMBERS, pa.string(): TEXTS, pa.int32(): ("rebase_group",)}
        return next((kind for kind, names in types.items() if name in names), pa.float64())

    writer = None
    try:
        for cells in parts:
            columns = {
                name: pa.array(contents, find_type(name), mask=mask).take(pa.array(numbers))
                if numbers is not None
                else pa.array(contents, find_type(name), mask=mask)
                for name, contents, mask, numbers in _list_columns(cells)
            }
            table = pa.table(columns)
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
    except OSError as error:
        raise SpcError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        if writer:
            writer.close()


def _list_columns(cells: Sequence[Cells]) -> Iterator[tuple[str, Any, np.ndarray | None, np.ndarray | None]]:
    """Each column: its name, its contents, which of them are missing, and the number of each point's content."""
    for group in cells:
        if isinstance(group, NumberColumn):
            yield group.name, group.numbers, np.isnan(group.numbers), None
        else:
            for name, column in zip(group.names, zip(*group.contents, strict=True), strict=True):
                yield name, [_read_cell(name, cell) for cell in column], None, group.numbers


def _read_cell(name: str, cell: Any) -> Any:
    if isinstance(cell, float) and math.isnan(cell):
        return None
    return cell == "TRUE" if name in FLAGS and cell is not None else cell
