"""A second catalogue in which a model sees only some kinds of the tables that it reads.

A model names its tables by schema, so the same SQL or Python reads a view that has the rows of the changed kinds, and
of other tables only the columns that its YAML lists: a column that it lacks is an error and not a wrong figure.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping

import duckdb

from transforms.increments.partition_columns import KindNumbers

SLICE = "slice"


@contextlib.contextmanager
def open_slice(
    con: duckdb.DuckDBPyConnection,
    columns_by_table: Mapping[str, str | None],
    columns_read: Mapping[str, Collection[str]],
    kind_numbers: KindNumbers,
    kinds: Collection[str],
) -> Iterator[str]:
    """Make the slice the default catalogue; provides the name of the warehouse's own, quoted.

    `columns_by_table` has the partition column of each table that the model reads, or None where it reads all rows.
    """
    [(name,)] = con.execute("select current_database()").fetchall()
    warehouse = f'"{name}"'
    con.execute(f"attach ':memory:' as {SLICE}")
    try:
        for schema in {table.partition(".")[0] for table in columns_by_table}:
            con.execute(f"create schema {SLICE}.{schema}")
        for table, column in columns_by_table.items():
            listed = ", ".join(columns_read.get(table, ())) or "*"
            where = f"where {kind_numbers.write_condition(column, kinds)}" if column else ""
            con.execute(f"create view {SLICE}.{table} as select {listed} from {warehouse}.{table} {where}")
        con.execute(f"use {SLICE}")
        yield warehouse
    finally:
        con.execute(f"use {warehouse}")
        con.execute(f"detach {SLICE}")
