"""Find figures that could be used to work out each other, and every figure that is linked to a small number."""

from __future__ import annotations

import duckdb

from reports.data.disclosure.exchanges import CORRECTED_PART, COUNTED, EXCHANGE, SENT_NUMBER
from reports.data.disclosure.histories import HISTORY, HISTORY_LINK
from reports.data.disclosure.month_links import EVER

LINK = f"""
    create table disclosure.link as
    with place as (select distinct measure, organisation, month from disclosure.figure),
    kin as (
        select measure, other_measure from disclosure.same
        union select part, other_part from disclosure.sum
        union select measure, part from disclosure.sum
        union select measure, other_part from disclosure.sum
    ), month_link as (
        from disclosure.month_link
        union select measure, other_measure, 0, 0, true, '' from kin
        union select other_measure, measure, 0, 0, true, '' from kin
    ), area_link as (
        select *, false as is_back from month_link
        union
        select to_measure, measure, -last, -first, is_part, organisation, true
        from month_link where last < {EVER} and first > -{EVER}
        union
        -- what runs on at the members gives the months of their area by its rise
        select to_measure, measure, 0, 1, true, organisation, true from month_link where last = {EVER}
    ), series as (select distinct measure, organisation from place)
    select member.measure, member.part as organisation, member.month,
        member.measure as to_measure, member.total as to_organisation, member.month as to_month, true as is_part,
        member.known_from
    from disclosure.member as member
    join place as total
        on total.organisation = member.total and total.measure = member.measure and total.month = member.month
    union
    select own.measure, own.organisation, own.month, other.measure, other.organisation, other.month,
        month_link.is_part, ''
    from place as own
    join month_link on month_link.measure = own.measure and month_link.organisation in ('', own.organisation)
    join place as other
        on other.measure = month_link.to_measure and other.organisation = own.organisation
        and other.month between own.month + to_months(month_link.first::int)
        and own.month + to_months(month_link.last::int)
    union
    select own.measure, own.organisation, own.month, other.measure, other.organisation, other.month,
        area_link.is_part, own.known_from
    from disclosure.summed_member as own
    join area_link on area_link.measure = own.measure and area_link.organisation in ('', own.area)
    join place as other
        on other.measure = area_link.to_measure and other.organisation = own.area
        and other.month between own.month + to_months(area_link.first::int)
        and own.month + to_months(area_link.last::int)
    -- A small sum of months has small months only, which are hidden too, unless the member does not send them: then
    -- its sum follows from the months of the area
    where not area_link.is_back or (area_link.to_measure, own.organisation) not in (from series)
    union
    -- of a small month of an area the sums that hold it must be hidden, which are those of the members
    select own.measure, own.organisation, own.month, part.measure, part.organisation, part.month, false, part.known_from
    from place as own
    join disclosure.month_link as link
        on link.measure = own.measure and link.organisation in ('', own.organisation)
        and link.is_part and link.first < link.last and link.last < {EVER}
    join disclosure.summed_member as part
        on part.measure = link.to_measure and part.area = own.organisation
        and part.month between own.month + to_months(link.first::int) and own.month + to_months(link.last::int)
    where (own.measure, part.organisation) not in (from series)
    union
    select measure, organisation, month, to_measure, to_organisation, to_month, false, known_from
    from disclosure.exchange
    union
    select measure, organisation, month, to_measure, to_organisation, to_month, false, known_from
    from disclosure.public_link
    union
    {HISTORY_LINK}
    union
    select own.measure, own.organisation, own.month, area_total.to_measure, area_total.to_organisation, own.month,
        area_total.is_part, area_total.known_from
    from disclosure.area_total as area_total
    join place as own on own.measure = area_total.measure and own.organisation = area_total.organisation
"""
"""Links from a figure to each one that would help to work it out. With `is_part`, that one is a sum that holds it."""

SENT = """
    create table disclosure.sent as
    select measure, organisation, month, min(load_id) as first_load, max(load_id) as last_load
    from disclosure.figure where not is_now group by all
"""
"""When each figure was first sent, and when its value last changed."""

SEED = """
    create table disclosure.reached as
    with seed as (
        -- a small number hides its totals from the first edition that it could have been in
        select measure, organisation, month, coalesce(min(load_id), '') as since from disclosure.small group by all
    )
    select link.to_measure as measure, link.to_organisation as organisation, link.to_month as month,
        min(greatest(seed.since, link.known_from)) as since
    from seed join disclosure.link as link using (measure, organisation, month)
    group by all
"""

SPREAD = """
    create or replace table disclosure.reached_next as
    select measure, organisation, month, min(since) as since
    from (
        from disclosure.reached
        union all
        select link.to_measure, link.to_organisation, link.to_month, greatest(reached.since, link.known_from)
        from disclosure.reached as reached join disclosure.link as link using (measure, organisation, month)
        union all
        -- An edition may have shown this total before a part of it became small, so readers may know it: any other
        -- part that has changed since would give the small one back.
        select link.measure, link.organisation, link.month, reached.since
        from disclosure.reached as reached
        join disclosure.link as link
            on link.to_measure = reached.measure and link.to_organisation = reached.organisation
            and link.to_month = reached.month and link.is_part
        join disclosure.sent as total
            on total.measure = reached.measure and total.organisation = reached.organisation
            and total.month = reached.month and total.first_load < reached.since
        join disclosure.sent as part
            on part.measure = link.measure and part.organisation = link.organisation and part.month = link.month
            and part.last_load > total.first_load
    )
    group by all
"""
"""Everything linked with what has been reached. `since` is the load from which a figure is hidden; it only gets
earlier, so the steps come to an end."""

UNFINISHED = """
    select count(*) from (from disclosure.reached_next except from disclosure.reached)
"""


def link_figures(con: duckdb.DuckDBPyConnection) -> None:
    """Make `disclosure.reached`: figures linked with a small number, directly or through others.

    A number that was small and has since been corrected counts too: a reader could subtract two editions.
    """
    for statement in (SENT_NUMBER, CORRECTED_PART, COUNTED, EXCHANGE, HISTORY, LINK, SENT, SEED):
        con.execute(statement)
    is_finished = False
    while not is_finished:
        con.execute(SPREAD)
        is_finished = con.execute(UNFINISHED).fetchall()[0][0] == 0
        con.execute("drop table disclosure.reached")
        con.execute("alter table disclosure.reached_next rename to reached")
