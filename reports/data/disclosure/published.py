"""The exit: the warehouse tables as pages may read them.

Pages connect to a private database of views, with the warehouse attached read-only. A table without an entry here
cannot be read by any page, so a new table must be given its rule first.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from checks.storage.duckdb_connection import open_duckdb
from checks.storage.sql_text import quote_sql_text
from reports.data.disclosure.hidden import find_hidden
from reports.data.disclosure.quoted_means import REBASE_PROPOSAL
from reports.data.disclosure.rule import DisclosureRule
from reports.data.disclosure.shown_measures import leave_out_unshown
from reports.data.disclosure.tables import (
    BY_SIZE,
    OF_ONE_MEASURE,
    OF_ONE_PRACTICE,
    OF_ONE_SERIES,
    OF_PUBLISHED_KINDS,
    VERDICTS,
    WITHOUT_FIGURES,
)
from reports.data.disclosure.view_sql import (
    CHART,
    FEW_IN_WINDOW,
    FEW_PATIENTS,
    LOAD,
    LOCAL_REVISION,
    MACROS,
    OBSERVATION,
    ROUNDED_OBSERVATION,
    SHORT_LOAD_ID,
    SIGNAL,
    SPREAD,
    VERDICT,
)


def connect_published(warehouse: Path, rule: DisclosureRule | None = None) -> duckdb.DuckDBPyConnection:
    """Connect to the publishable part of a warehouse."""
    con = open_duckdb()
    path = str(warehouse).replace("'", "''")
    con.execute(f"attach '{path}' as warehouse (read_only)")
    find_hidden(con, rule or DisclosureRule())
    con.execute(MACROS)
    for schema in ("core", "mart"):
        con.execute(f"create schema {schema}")
    for table, view in _make_views(con).items():
        con.execute(f"create view {table} as {view}")
    return con


def _make_views(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    everything = (*OF_ONE_SERIES, *OF_ONE_MEASURE, *OF_ONE_PRACTICE, "core.observation", "mart.chart")
    others = ("mart.rebase_proposal", "mart.signal", "mart.spread")
    views = {table: f"select * from warehouse.{table}" for table in (*WITHOUT_FIGURES, *everything, *others)}
    for table in VERDICTS:
        shown = FEW_PATIENTS if table == "mart.programme_gain" else f"from warehouse.{table}"
        views[table] = VERDICT.format(shown=shown, blanks=_null_columns(_estimate_columns(con, table)))
    views |= {"core.load": LOAD, "core.local_revision": LOCAL_REVISION}
    views["core.reported"] = "select distinct measure, organisation, month from warehouse.core.observation"
    views["core.hidden"] = "select measure, organisation, month from disclosure.hidden_now"
    published = "select kind from core.extract where is_published_statistics"
    views |= {table: f"select * from warehouse.{table} where kind in ({published})" for table in OF_PUBLISHED_KINDS}
    # with no hidden figures the tables are passed through unchanged, at no cost
    if con.execute("select count(*) from disclosure.closed_series").fetchall()[0][0]:
        views |= _views_without_hidden(con)
    views["mart.gain_window"] = FEW_IN_WINDOW.format(view=views["mart.gain_window"])
    views = leave_out_unshown(con, views)
    with_load_id = _tables_with_load_id(con) & views.keys()
    return views | {table: SHORT_LOAD_ID.format(view=views[table]) for table in with_load_id}


def _tables_with_load_id(con: duckdb.DuckDBPyConnection) -> set[str]:
    columns = con.execute(
        "select schema_name || '.' || table_name from duckdb_columns() "
        "where database_name = 'warehouse' and column_name = 'load_id'"
    ).fetchall()
    return {table for (table,) in columns}


def _views_without_hidden(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    views = {"core.observation": OBSERVATION, "mart.chart": CHART}
    if con.execute("select rounding_step from disclosure.rule").fetchall()[0][0] > 1:
        views["core.observation"] = ROUNDED_OBSERVATION.format(shown=OBSERVATION)
    views |= {"mart.rebase_proposal": REBASE_PROPOSAL, "mart.signal": SIGNAL}
    views["mart.spread"] = SPREAD.format(blanks=_null_columns(BY_SIZE))
    views |= _views_without(OF_ONE_SERIES, "series", "measure, organisation")
    views |= _views_without(OF_ONE_MEASURE, "measure", "measure")
    views |= _views_without(OF_ONE_PRACTICE, "practice", "practice")
    return views


def _views_without(tables: tuple[str, ...], closed: str, key: str) -> dict[str, str]:
    return {
        table: f"select shown.* from warehouse.{table} as shown anti join disclosure.closed_{closed} using ({key})"
        for table in tables
    }


def _null_columns(columns: tuple[str, ...]) -> str:
    return ", ".join(f"if(closed.practice is null, {column}, null) as {column}" for column in columns)


def _estimate_columns(con: duckdb.DuckDBPyConnection, table: str) -> tuple[str, ...]:
    """The columns of a verdict table with an estimate: decimal numbers, and columns derived from one."""
    schema, name = table.split(".")
    result = con.execute(
        "select column_name from duckdb_columns() where database_name = 'warehouse' "
        f"and schema_name = {quote_sql_text(schema)} and table_name = {quote_sql_text(name)} and (data_type = 'DOUBLE' "
        "or column_name in ('needed_to_see', 'stands_out', 'comparators_alike'))"
    ).fetchall()
    return tuple(column for (column,) in result)
