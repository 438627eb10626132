"""The data dictionary: every column of the core and the marts, described; kept in `descriptions.csv`."""

from __future__ import annotations

import duckdb

from transforms.graph import HERE


def describe(con: duckdb.DuckDBPyConnection) -> None:
    """Make `mart.data_dictionary` from the tables as they stand and their descriptions."""
    # written into the text, not bound: binding a value makes DuckDB import pandas, which costs more than the build
    described = str(HERE / "descriptions.csv").replace("'", "''")
    con.execute(
        f"""
        create table mart.data_dictionary as
        select columns.schema_name, columns.table_name, columns.column_name, columns.data_type,
            coalesce(own.description, shared.description) as description
        from duckdb_columns() as columns
        left join (select * from read_csv('{described}', header = true, all_varchar = true)) as own
            on own.table_name = columns.schema_name || '.' || columns.table_name
            and own.column_name = columns.column_name
        left join (select * from read_csv('{described}', header = true, all_varchar = true)) as shared
            on shared.table_name = '*' and shared.column_name = columns.column_name
        where columns.schema_name in ('core', 'mart') and columns.database_name = current_database()
        order by columns.schema_name, columns.table_name, columns.column_index
        """
    )
