"""The data dictionary: a description of every core and mart column, read from `descriptions.csv`."""

from __future__ import annotations

import csv

import duckdb
import pyarrow as pa

from transforms.model_graph import MODELS_FOLDER

TABLE = "mart.data_dictionary"


def create_data_dictionary(con: duckdb.DuckDBPyConnection) -> None:
    """Create `mart.data_dictionary` from the tables in the warehouse and their descriptions.

    A description under the table `*` applies to every column of that name without one of its own.
    """
    with (MODELS_FOLDER / "descriptions.csv").open(encoding="utf-8", newline="") as handle:
        con.register("described", pa.Table.from_pylist(list(csv.DictReader(handle))))
    con.execute(
        f"""
        create table {TABLE} as
        select columns.schema_name, columns.table_name, columns.column_name, columns.data_type,
            coalesce(own.description, shared.description) as description
        from duckdb_columns() as columns
        left join described as own
            on own.table_name = columns.schema_name || '.' || columns.table_name
            and own.column_name = columns.column_name
        left join described as shared
            on shared.table_name = '*' and shared.column_name = columns.column_name
        where columns.schema_name in ('core', 'mart') and columns.database_name = current_database()
        order by columns.schema_name, columns.table_name, columns.column_index
        """
    )
    con.unregister("described")
