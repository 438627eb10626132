"""A warehouse in memory, from observations made by hand to every chart."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import duckdb

from transforms.model_graph import read_models
from transforms.spc.any_series import create_models

Row = tuple[str, str, datetime.date, float | None, float | None, float]
"""Measure, organisation, month, numerator, denominator, value."""
OTHERS = (
    "mart.run_chart",
    "core.spc_attribute",
    "mart.p_chart",
    "mart.count_chart",
    "mart.chart_limit",
    "core.spc_event",
    "mart.rare_event_chart",
    "mart.chart",
    "mart.secondary_chart",
)
READING = (
    "core.phase_fact",
    "core.reading_phase",
    "core.reading_option",
    "core.reading_step",
    "core.reading_limit",
    "mart.spc_reading",
    "core.reading_latest",
    "core.reading_stability",
    "mart.spc_reading_summary",
    "core.settled_step",
    "core.settled_run",
    "mart.reading_phase",
    "mart.rebase_proposal",
)
FACTS = """
    create table core.shock(from_month date, to_month date, title varchar);
    create table core.organisation(organisation varchar, name varchar);
    create table core.merger(predecessor varchar, successor varchar, month date, kind varchar);
    create table core.exclusion(measure varchar, organisation varchar, to_month date, why varchar);
    create table core.placement(organisation varchar, month date, area varchar);
    create table core.practice(practice varchar, title varchar, measure varchar);
    create table core.adoption(practice varchar, organisation varchar, first_adopted_month date, adopted_month date);
"""


def month(place: int) -> datetime.date:
    return datetime.date(2015 + place // 12, place % 12 + 1, 1)


def warehouse(
    measures: Iterable[tuple[str, str, str, str]],
    observed: Sequence[Row],
    rebases: Sequence[tuple[str, str, datetime.date, str]] = (),
    beside: Sequence[str] = (),
    facts: str = "",
) -> duckdb.DuckDBPyConnection:
    """`measures`: name, unit, direction, chart. `rebases`: measure, organisation, month, decision.

    `beside`: measures with a P' chart too. `facts`: SQL that fills the tables of dated facts.
    """
    con = duckdb.connect(":memory:")
    con.execute("create schema core; create schema mart")
    con.execute(
        "create table core.measure(measure varchar, unit varchar, direction varchar, chart varchar, beside varchar, "
        "noun varchar default 'attendances', kind varchar default 'measures', service varchar default 'ALL')"
    )
    con.execute("create table core.extract as select 'measures' as kind")
    for measure in measures:
        second = "p_prime" if measure[0] in beside else None
        con.execute(
            "insert into core.measure(measure, unit, direction, chart, beside) values (?, ?, ?, ?, ?)",
            [*measure, second],
        )
    con.execute(
        "create table core.observation(measure varchar, organisation varchar, month date, "
        "numerator double, denominator double, value double)"
    )
    con.execute(f"insert into core.observation values {', '.join(_sql_literal(row) for row in observed)}")
    con.execute("alter table core.observation add column service varchar default 'ALL'")
    con.execute("create table core.standard(measure varchar, value double, from_month date, to_month date)")
    con.execute(
        "create table core.rebase(measure varchar, organisation varchar, month date, decision varchar, "
        "reason varchar default 'A reason', evidence varchar, proposed_by varchar default 'Improvement lead', "
        "decided_by varchar, decided_on date, problem varchar)"
    )
    for rebase in rebases:
        con.execute("insert into core.rebase(measure, organisation, month, decision) values (?, ?, ?, ?)", rebase)
    create_models(con, ("core.spc_option", "core.spc_series"))
    create_models(con)
    create_models(con, OTHERS)
    con.execute(FACTS + facts)
    models = {model.table: model for model in read_models()}
    for table in READING:
        models[table].create(con)
    return con


def _sql_literal(row: Row) -> str:
    return f"({', '.join('null' if cell is None else repr(str(cell)) for cell in row)})"
