"""A warehouse in memory, from observations made by hand to every chart."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import duckdb

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
    "mart.rebase_proposal",
)


def month(place: int) -> datetime.date:
    return datetime.date(2015 + place // 12, place % 12 + 1, 1)


def warehouse(
    measures: Iterable[tuple[str, str, str, str]],
    observed: Sequence[Row],
    rebases: Sequence[tuple[str, str, datetime.date, str]] = (),
    beside: Sequence[str] = (),
) -> duckdb.DuckDBPyConnection:
    """`measures`: name, unit, direction, chart. `rebases`: measure, organisation, month, decision.

    `beside`: measures with a P' chart too.
    """
    con = duckdb.connect(":memory:")
    con.execute("create schema core; create schema mart")
    con.execute(
        "create table core.measure(measure varchar, unit varchar, direction varchar, chart varchar, beside varchar, "
        "noun varchar default 'attendances')"
    )
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
    return con


def _sql_literal(row: Row) -> str:
    return f"({', '.join('null' if cell is None else repr(str(cell)) for cell in row)})"
