"""The data dictionary: every column of the core and the marts, described; kept in `descriptions.csv`."""

from __future__ import annotations

import csv

import duckdb
import pyarrow as pa

from transforms.model_graph import MODELS_FOLDER

TABLE = "mart.data_dictionary"


def create_data_dictionary(con: duckdb.DuckDBPyConnection) -> None:
    """Make `mart.data_dictionary` from the tables as they stand and their descriptions.

    A description for the table `*` holds wherever the column has none of its own.
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
