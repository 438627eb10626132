"""The exit: the warehouse tables as pages may read them.

Pages connect to a private database of views, with the warehouse attached read-only. A table without an entry here
cannot be read by any page, so a new table must be given its rule first.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from checks.storage.duckdb_connection import open_duckdb
from reports.data.disclosure.hidden import find_hidden
from reports.data.disclosure.quoted_means import REBASE_PROPOSAL
from reports.data.disclosure.rule import DisclosureRule
from reports.data.disclosure.tables import (
    BY_SIZE,
    OF_ONE_MEASURE,
    OF_ONE_PRACTICE,
    OF_ONE_SERIES,
    OF_PUBLISHED_KINDS,
    VERDICTS,
    WITHOUT_FIGURES,
)
from transforms.gain.sql_text import quote_sql_text

OBSERVATION = """
    select observation.* from warehouse.core.observation as observation
    anti join disclosure.hidden_now as hidden using (measure, organisation, month)
"""
MACROS = """
    create macro round_to_step(number) as (
        select if(rounding_step = 1, number, round(number / rounding_step) * rounding_step) from disclosure.rule
    );
    create macro round_value(unit, numerator, denominator, number) as case
        when (select rounding_step from disclosure.rule) = 1 then number
        when unit = 'count' then round_to_step(number)
        when unit = 'share' then round_to_step(numerator) / nullif(round_to_step(denominator), 0)
        when unit = 'rate' and denominator is not null
            then 1000 * round_to_step(numerator) / nullif(round_to_step(denominator), 0)
        else number
    end
"""
ROUNDED_OBSERVATION = """
    select observation.* replace (
        if(figure.measure is null, numerator, round_to_step(numerator)) as numerator,
        if(figure.measure is null, denominator, round_to_step(denominator)) as denominator,
        if(figure.measure is null, value, round_value(figure.unit, numerator, denominator, value)) as value
    )
    from ({shown}) as observation
    left join (from disclosure.figure select measure, organisation, month, unit where is_now) as figure
        using (measure, organisation, month)
"""
"""A time is not a number of people, so its value is not rounded."""

LOAD = """
    select load.* replace (
        if(extract.is_published_statistics and load.status <> 'quarantined', sha256, '') as sha256
    )
    from warehouse.core.load as load left join warehouse.core.extract as extract using (kind)
"""
"""Someone who knows all of a file except a few small numbers could find them by trying which ones give its hash."""
SHORT_LOAD_ID = "select * replace (split_part(load_id, '-', 1) as load_id) from ({view})"
"""A load id ends with the first digits of the file's hash; pages show only the moment of receipt, which is enough."""
LOCAL_REVISION = """
    select sent.* replace (
        if(first.measure is null, round_to_step(first_numerator), null) as first_numerator,
        if(first.measure is null, round_to_step(first_denominator), null) as first_denominator,
        -- a figure that cannot be used has no value, whatever its numerator is
        if(
            first.measure is null and first_value is not null,
            round_value(measure.unit, first_numerator, first_denominator, first_value),
            null
        ) as first_value,
        if(now.measure is null, round_to_step(revised_numerator), null) as revised_numerator,
        if(now.measure is null, round_to_step(revised_denominator), null) as revised_denominator,
        if(
            now.measure is null and revised_value is not null,
            round_value(measure.unit, revised_numerator, revised_denominator, revised_value),
            null
        ) as revised_value
    ), first.measure is not null as is_first_hidden, now.measure is not null as is_revised_hidden
    from warehouse.core.local_revision as sent
    left join warehouse.core.measure as measure on measure.measure = sent.measure
    left join (from disclosure.hidden where not is_now) as first
        on first.measure = sent.measure and first.organisation = sent.organisation and first.month = sent.month
        and first.load_id = sent.first_load
    left join disclosure.hidden_now as now
        on now.measure = sent.measure and now.organisation = sent.organisation and now.month = sent.month
"""
CHART = """
    select chart.* from warehouse.mart.chart as chart
    anti join (
        from disclosure.closed_series as closed
        -- What passes between months with any event follows from which months have none, and zeros are shown
        anti join (
            select measure, organisation from warehouse.mart.chart
            where basis = 'months' and coalesce(chart, 'g') = 'g'
                and measure not in (select measure from disclosure.linked_series)
                and (select rounding_step from disclosure.rule) = 1
        ) as by_zeros using (measure, organisation)
    ) as closed using (measure, organisation)
"""
SIGNAL = """
    select * from warehouse.mart.signal
    where kind <> 'early_warning' or practice not in (select practice from disclosure.closed_practice)
"""
SPREAD = """
    select spread.* replace ({blanks})
    from warehouse.mart.spread as spread
    left join disclosure.closed_practice as closed using (practice)
"""
VERDICT = """
    select verdict.* replace ({blanks}), closed.practice is not null as is_withheld
    from ({shown}) as verdict
    left join disclosure.closed_practice as closed using (practice)
"""
FEW_PATIENTS = """
    select * exclude (is_few) replace (
        if(is_few, null, patients_affected) as patients_affected,
        if(is_few, null, patients_lower) as patients_lower,
        if(is_few, null, patients_upper) as patients_upper
    )
    from (
        select *, abs(patients_affected) < (select threshold from disclosure.rule)
            and measure in (select measure from disclosure.figure) as is_few
        from warehouse.mart.programme_gain
    )
"""
"""An estimate of few patients is treated like a count of them."""
FEW_IN_WINDOW = """
    select * exclude (is_few) replace (
        if(is_few, null, patients_affected) as patients_affected,
        if(is_few, null, patients_lower) as patients_lower,
        if(is_few, null, patients_upper) as patients_upper
    )
    from (
        select shown.*, abs(shown.patients_affected) < (select threshold from disclosure.rule)
            and practice.measure in (select measure from disclosure.figure) as is_few
        from ({view}) as shown join warehouse.core.practice as practice using (practice)
    )
"""


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
