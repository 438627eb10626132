"""The SPC rules for any series: a CSV or Parquet file is charted by the warehouse's own code.

`core.spc_option` and `core.spc_series` are filled from the files instead of the warehouse's observations; what comes
later is the same. Columns and options are those of the reference package, NHSRplotthedots.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from checks.files.csv_text import csv_text
from checks.storage.duckdb_connection import open_duckdb
from transforms.spc.models import SPC_MODELS, create_models, read_model
from transforms.spc.options import read_options
from transforms.spc.parquet_export import write_points_parquet, write_summary_parquet
from transforms.spc.parquet_table import is_parquet, load_parquet_rows
from transforms.spc.point_export import iterate_cells, iterate_point_records, write_points
from transforms.spc.point_warnings import describe_points
from transforms.spc.series_arrays import SeriesArrays, create_rhythms
from transforms.spc.series_charts import SeriesCharts, create_charts
from transforms.spc.series_options import check_rebases, load_options
from transforms.spc.series_points import load_points
from transforms.spc.series_table import load_raw_rows
from transforms.spc.spc_error import SpcError

__all__ = ["SPC_MODELS", "SpcError", "SpcResult", "chart_any_series", "create_models", "read_model"]


@dataclass(frozen=True)
class SpcResult:
    """The results, in an in-memory database and in arrays; `warnings` are sentences for the user."""

    connection: duckdb.DuckDBPyConnection
    arrays: SeriesArrays
    parts: tuple[SeriesCharts, ...]
    warnings: tuple[str, ...]

    def iterate_points_csv(self) -> Iterator[str]:
        """One row per point as CSV text, in parts."""
        return write_points(self.connection, self.parts)

    def iterate_summary_csv(self) -> Iterator[str]:
        """One row per series as CSV text, in parts."""
        heads, rows = self._summary_rows()
        yield csv_text(heads, rows)

    def iterate_points(self) -> Iterator[dict[str, Any]]:
        """One row per point, with typed values."""
        return iterate_point_records(self.connection, self.parts)

    def iterate_summary(self) -> Iterator[dict[str, Any]]:
        """One row per series, with typed values."""
        heads, rows = self._summary_rows()
        return (dict(zip(heads, row, strict=True)) for row in rows)

    def write_points(self, path: Path) -> None:
        """Write one row per point: as Parquet if the file's name says so, otherwise as CSV. Raises SpcError."""
        if is_parquet(path):
            has_times = self.arrays.month_type == "timestamp"
            write_points_parquet(iterate_cells(self.connection, self.parts), path, has_times=has_times)
        else:
            write_parts(self.iterate_points_csv(), path)

    def write_summary(self, path: Path) -> None:
        """Write one row per series: as Parquet if the file's name says so, otherwise as CSV. Raises SpcError."""
        if is_parquet(path):
            write_summary_parquet(self.connection, path)
        else:
            write_parts(self.iterate_summary_csv(), path)

    def points(self) -> tuple[dict[str, Any], ...]:
        """All points, with typed values."""
        return tuple(self.iterate_points())

    def summary(self) -> tuple[dict[str, Any], ...]:
        """All series, with typed values."""
        return tuple(self.iterate_summary())

    def points_csv(self) -> str:
        """All points as CSV text."""
        return "".join(self.iterate_points_csv())

    def summary_csv(self) -> str:
        """All series as CSV text."""
        return "".join(self.iterate_summary_csv())

    def _summary_rows(self) -> tuple[list[str], list[tuple[Any, ...]]]:
        relation = self.connection.execute(read_model("spc.summary"))
        return [column[0] for column in relation.description or ()], relation.fetchall()


def write_parts(parts: Iterable[str], path: Path) -> None:
    """Write a text part by part. Raises SpcError if it cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as handle:
            handle.writelines(parts)
    except OSError as error:
        raise SpcError(f"cannot write {path}: {error.strerror or error}") from error


def chart_any_series(
    series_csv: Path,
    options_json: Path | None = None,
    *,
    ignores_absent_rebases: bool = False,
    date_order: str | None = None,
) -> SpcResult:
    """Chart every series in the file. Raises SpcError on input that cannot be used.

    A rebase on a date without a point is also refused, unless it is to be ignored as in the reference package.
    `date_order` (day-first or month-first) decides about dates such as 01/02/2024 if nothing else in the file does.
    """
    # a second thread doubles the processor time of reading a file, and most of the work is in NumPy
    connection = open_duckdb(threads=1)
    connection.execute(
        "set allocator_bulk_deallocation_flush_threshold = '1MB'; create schema core; create schema mart"
    )
    arrays, warnings = _load_file(connection, series_csv, date_order)
    options = read_options(options_json) if options_json else []
    create_rhythms(connection, arrays)
    warnings += load_options(connection, options, arrays)
    if any(option.rebases for option in options):
        warnings += check_rebases(connection, ignores=ignores_absent_rebases)
    parts = create_charts(connection, arrays)
    return SpcResult(connection, arrays, parts, (*warnings, *describe_points(connection, arrays)))


def _load_file(
    connection: duckdb.DuckDBPyConnection, path: Path, date_order: str | None
) -> tuple[SeriesArrays, list[str]]:
    """Create `point`; return its series, and notes for the user. Raises SpcError, which names the file."""
    with tempfile.TemporaryDirectory() as folder:
        load = load_parquet_rows if is_parquet(path) else load_raw_rows
        header, notes = load(connection, path, Path(folder))
        try:
            arrays, more_notes = load_points(connection, header, Path(folder), date_order)
        except SpcError as fault:
            raise SpcError(f"{path}: {fault}") from fault
    return arrays, [*notes, *(f"{path}: {note}" for note in more_notes)]
