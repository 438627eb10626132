"""One table of the data package as CSV and as Parquet, in the order of its keys, some rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from checks.files.arrow_csv import ArrowCsvWriter
from checks.storage.file_hash import hash_file
from reports.data_package.resources import PackageColumn, PackageTable, describe_table, list_columns

BATCH_ROWS = 100_000
"""About 20 MB of the widest table."""
SUFFIXES = ("csv", "parquet")
TABLES_FOLDER = "tables"
"""Apart from the files of single charts, of which there are thousands."""


@dataclass(frozen=True)
class TableFile:
    """A file of the package: its path there, size and SHA-256."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class WrittenTable:
    """A table that has been written: its columns with their types, its rows, and its files by suffix."""

    table: PackageTable
    columns: tuple[PackageColumn, ...]
    types: tuple[pa.DataType, ...]
    rows: int
    files: dict[str, TableFile]
    has_blank_keys: bool

    @property
    def title(self) -> str:
        return describe_table(self.table).title

    @property
    def grain(self) -> str:
        return describe_table(self.table).grain


def write_table(con: duckdb.DuckDBPyConnection, table: PackageTable, folder: Path) -> WrittenTable:
    """Write the table into the folder; `con` is the connection to the publishable part of the warehouse."""
    types = {name: type_name for name, type_name, *_ in con.execute(f"describe {table.table}").fetchall()}
    columns = list_columns(table, types)
    keys = describe_table(table).keys
    selected = ", ".join(f'{column.sql} as "{column.name}"' for column in columns)
    order = f"order by {', '.join(f'shown.{key}' for key in keys)}" if keys else ""
    reader = con.execute(f"select {selected} from {table.table} as shown {order}").to_arrow_reader(BATCH_ROWS)
    (folder / TABLES_FOLDER).mkdir(exist_ok=True)
    paths = {suffix: folder / TABLES_FOLDER / f"{table.name}.{suffix}" for suffix in SUFFIXES}
    rows, has_blank_keys = _write_batches(reader, paths, keys)
    files = {
        suffix: TableFile(path.relative_to(folder).as_posix(), path.stat().st_size, hash_file(path))
        for suffix, path in paths.items()
    }
    return WrittenTable(table, tuple(columns), tuple(reader.schema.types), rows, files, has_blank_keys)


def _write_batches(reader: pa.RecordBatchReader, paths: dict[str, Path], keys: tuple[str, ...]) -> tuple[int, bool]:
    """Write both files; how many rows they have, and whether a key is blank in any."""
    rows, blank_keys = 0, 0
    with (
        paths["csv"].open("xb") as handle,
        ArrowCsvWriter(handle, reader.schema) as csv,
        pq.ParquetWriter(paths["parquet"], reader.schema, compression="zstd") as parquet,
    ):
        for batch in reader:
            csv.write(batch)
            parquet.write_batch(batch)
            rows += batch.num_rows
            blank_keys += sum(batch.column(key).null_count for key in keys)
    return rows, blank_keys > 0


def name_type(data_type: pa.DataType) -> str:
    """The type of a column in the words of Frictionless. Raises ValueError for one that the package cannot have."""
    checks: tuple[tuple[Any, str], ...] = (
        (pa.types.is_string, "string"),
        (pa.types.is_floating, "number"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_date, "date"),
    )
    for is_type, name in checks:
        if is_type(data_type):
            return name
    raise ValueError(f"the data package has no type for {data_type}: cast it in reports/data_package/resources.py")
