"""Published numbers that local figures add up to: figures of one organisation or of an area's members, in any window.

Readers know such a number, so it cannot be hidden with a small part: another part of the same month is. Where there is
none, as in a published quarter of a single local measure, the other months of the quarter are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import duckdb

from reports.data.disclosure.row_tables import ColumnTypes, create_row_table


@dataclass(frozen=True)
class PublicSum:
    """Local measures of which a published one is the sum, of the months from `first` to `last` after its own.

    Without an organisation it is so at all of them.
    """

    parts: tuple[str, ...]
    whole: str
    first: int
    last: int
    organisation: str = ""


FIELDS: ColumnTypes = {
    "parts": ["VARCHAR"],
    "whole": "VARCHAR",
    "first": "BIGINT",
    "last": "BIGINT",
    "organisation": "VARCHAR",
}

PUBLIC_PART = """
    create table disclosure.public_part as
    with numbered as (select *, row_number() over () as sum from sums_in), place as (
        select distinct numbered.sum, numbered.whole, numbered.first, numbered.last, public.organisation as area,
            unnest(numbered.parts) as measure
        from numbered
        join disclosure.public_number as public
            on public.measure = numbered.whole and numbered.organisation in ('', public.organisation)
    ), part as (
        select place.*, member.part as organisation, member.month, member.known_from
        from place join disclosure.member as member on member.total = place.area and member.measure = place.measure
        where member.is_least
        union
        select place.*, own.organisation, own.month, ''
        from place join disclosure.figure as own on own.organisation = place.area and own.measure = place.measure
        anti join disclosure.member as member
            on member.total = own.organisation and member.measure = own.measure and member.month = own.month
    )
    select *, count(*) over (partition by sum, area, month) as parts,
        count(*) over (partition by sum, area, month, organisation) as own_parts
    from part
"""
"""The parts of each such number. Of an area whose members send figures these are theirs, whatever it sends itself."""

PUBLIC_LINK = """
    create table disclosure.public_link as
    select own.measure, own.organisation, own.month, other.measure as to_measure, other.organisation as to_organisation,
        other.month as to_month, max(greatest(own.known_from, other.known_from)) as known_from
    from disclosure.public_part as own
    join disclosure.public_part as other using (sum, area, month)
    -- another measure of the same organisation is enough
    where (own.measure, own.organisation) <> (other.measure, other.organisation)
        and (own.organisation = other.organisation or own.own_parts = 1)
    group by all
    union all
    select own.measure, own.organisation, own.month, other.measure, other.organisation, other.month,
        max(greatest(own.known_from, other.known_from))
    from disclosure.public_part as own
    join disclosure.public_number as whole
        on whole.measure = own.whole and whole.organisation = own.area
        and own.month between whole.month + to_months(own.first::int) and whole.month + to_months(own.last::int)
    join disclosure.public_part as other
        on other.sum = own.sum and other.area = own.area
        and other.month between whole.month + to_months(own.first::int) and whole.month + to_months(own.last::int)
    where own.parts = 1 and own.first < own.last and other.month <> own.month
    group by all
"""
"""Links between two parts of a published number."""


def create_public_links(con: duckdb.DuckDBPyConnection, sums: Iterable[PublicSum]) -> None:
    """Make `disclosure.public_link`."""
    rows = sorted(map(asdict, sums), key=lambda row: tuple(row.values()))
    create_row_table(con, "sums_in", FIELDS, rows)
    con.execute(PUBLIC_PART)
    con.execute(PUBLIC_LINK)
