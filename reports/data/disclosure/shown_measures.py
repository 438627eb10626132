"""Which measures of services pages show: the first share of each kind, and those that a practice names.

All others are in the warehouse for queries: a hundred more measures would make an edition larger, and tell readers
less. Every view with a measure leaves them out, so pages and their check have the same measures.
"""

from __future__ import annotations

import duckdb

UNSHOWN = """
    create table disclosure.unshown_measure as
    with first as (
        select arg_min(whole_measure, position) as measure
        from warehouse.core.measure
        where service <> 'ALL' and unit <> 'count' and direction <> 'neutral'
        group by kind
    ), named as (
        select measure from warehouse.core.practice
        union
        select unnest(balancing_measures) from warehouse.core.practice
    )
    select measure
    from warehouse.core.measure
    where service <> 'ALL'
        and whole_measure not in (from first)
        and measure not in (select measure from named where measure is not null)
"""
SHOWN = "select * from ({view}) where measure not in (from disclosure.unshown_measure) or measure is null"


def leave_out_unshown(con: duckdb.DuckDBPyConnection, views: dict[str, str]) -> dict[str, str]:
    """The views without the measures that pages do not show; as they are where there are none."""
    con.execute(UNSHOWN)
    if not con.execute("from disclosure.unshown_measure limit 1").fetchall():
        return views
    columns = con.execute(
        "select schema_name || '.' || table_name from duckdb_columns() "
        "where database_name = 'warehouse' and column_name = 'measure'"
    ).fetchall()
    with_measure = {"core.reported", *(table for (table,) in columns)} & views.keys()
    return views | {table: SHOWN.format(view=views[table]) for table in with_measure}
