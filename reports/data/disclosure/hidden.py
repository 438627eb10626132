"""Which figures an edition hides: small numbers, and every figure from which a small number could be worked out.

A figure is one measure of one organisation in one month; its numerator, denominator and value are shown or hidden
together. Two figures are *linked* when one helps to work out the other. Figures linked with a small number are hidden
too, and figures linked with those, until there are no more. So no sum or difference of published figures has exactly
one hidden part: sums with a hidden part are not shown at all.

The tables are made once per edition, with set operations, in a private database beside `warehouse`.
"""

from __future__ import annotations

from dataclasses import asdict

import duckdb

from reports.data.disclosure.area_totals import relate_areas
from reports.data.disclosure.figures import FIGURE, SMALL
from reports.data.disclosure.links import link_figures
from reports.data.disclosure.member_sums import SUMMED_FIGURE, SUMMED_MEMBER
from reports.data.disclosure.members import MEMBER, PART
from reports.data.disclosure.month_links import MonthLink, create_month_links
from reports.data.disclosure.number_queries import PUBLIC_NUMBER
from reports.data.disclosure.number_table import read_numbers
from reports.data.disclosure.public_sums import PublicSum, create_public_links
from reports.data.disclosure.relate_measures import relate_measures
from reports.data.disclosure.relations import PRESENCE, QUANTITY, SAME, SUM
from reports.data.disclosure.row_tables import create_row_table
from reports.data.disclosure.rule import DisclosureRule

HIDDEN = """
    create table disclosure.hidden as
    select measure, organisation, month, is_now, load_id from disclosure.small
    union
    select figure.measure, figure.organisation, figure.month, figure.is_now, figure.load_id
    from disclosure.figure as figure
    semi join disclosure.reached as reached using (measure, organisation, month);
    create table disclosure.hidden_now as
        select measure, organisation, month from disclosure.hidden where is_now
"""
"""Hidden values, one row for each load that sent one, and the figures whose present value is hidden."""

CLOSED = """
    create table disclosure.closed_series as
        select distinct hidden.measure, hidden.organisation from disclosure.hidden_now as hidden
        union
        select distinct figure.measure, figure.organisation
        from disclosure.figure as figure cross join disclosure.rule as rule where rule.rounding_step > 1;
    create table disclosure.closed_measure as select distinct measure from disclosure.closed_series;
    create table disclosure.closed_practice as
        select practice from warehouse.core.practice where measure in (select measure from disclosure.closed_measure);
    create table disclosure.linked_series as
        select distinct measure, organisation from disclosure.reached
"""
"""Series, measures and practices with a hidden figure: nothing computed from all their figures may leave."""


def find_hidden(con: duckdb.DuckDBPyConnection, rule: DisclosureRule) -> None:
    """Make the tables of the schema `disclosure`, which list what is hidden."""
    con.execute("create schema disclosure")
    types = {name: "BOOLEAN" if isinstance(value, bool) else "BIGINT" for name, value in asdict(rule).items()}
    create_row_table(con, "rule_in", types, [asdict(rule)])
    con.execute("create table disclosure.rule as select * from rule_in")
    statements = (FIGURE, SMALL, PART, MEMBER, PUBLIC_NUMBER, SUMMED_MEMBER, SUMMED_FIGURE)
    for statement in (*statements, QUANTITY, PRESENCE, SAME, SUM):
        con.execute(statement)
    relations = relate_measures(read_numbers(con))
    create_month_links(con, (relation for relation in relations if isinstance(relation, MonthLink)))
    create_public_links(con, (relation for relation in relations if isinstance(relation, PublicSum)))
    relate_areas(con)
    link_figures(con)
    con.execute(HIDDEN)
    con.execute(CLOSED)
