"""The data dictionary: what every core and mart column means, from the descriptions beside the models."""

from __future__ import annotations

from functools import cache

import duckdb
import pyarrow as pa

from transforms.table_descriptions import DICTIONARY_TABLE, read_table_descriptions


def create_data_dictionary(con: duckdb.DuckDBPyConnection) -> None:
    """Create `mart.data_dictionary` from the tables in the warehouse and their descriptions."""
    con.register("described", _list_described_columns())
    con.execute(
        f"""
        create or replace table {DICTIONARY_TABLE} as
        select columns.schema_name, columns.table_name, columns.column_name, columns.data_type,
            described.meaning as description
        from duckdb_columns() as columns
        left join described
            on described.table_name = columns.schema_name || '.' || columns.table_name
            and described.column_name = columns.column_name
        where columns.schema_name in ('core', 'mart') and columns.database_name = current_database()
        order by columns.schema_name, columns.table_name, columns.column_index
        """
    )
    con.unregister("described")


# a twentieth of a small build; the files do not change while a process runs
@cache
def _list_described_columns() -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"table_name": table, "column_name": column.name, "meaning": column.meaning}
            for table, description in read_table_descriptions().items()
            for column in description.columns
        ]
    )
