"""Find figures that could be used to work out each other, and every figure that is linked to a small number."""

from __future__ import annotations

import duckdb

from reports.data.disclosure.exchanges import EXCHANGE
from reports.data.disclosure.histories import HISTORY, HISTORY_LINK
from reports.data.disclosure.spans import SPAN, SPAN_LINK

LINK = f"""
    create table disclosure.link as
    with place as (select distinct measure, organisation, month from disclosure.figure),
    kin as (
        select measure, other_measure from disclosure.same where other_what in ('numerator', 'rest', 'denominator')
        union select part, other_part from disclosure.sum
        union select measure, part from disclosure.sum
        union select measure, other_part from disclosure.sum
        union select measure, other_measure from disclosure.same_sum
    ), either_way as (
        select measure, other_measure from kin union select other_measure, measure from kin
    )
    select member.measure, member.part as organisation, member.month,
        member.measure as to_measure, member.total as to_organisation, member.month as to_month, true as is_part,
        member.known_from
    from disclosure.member as member
    join place as total
        on total.organisation = member.total and total.measure = member.measure and total.month = member.month
    union
    select own.measure, own.organisation, own.month, either_way.other_measure, own.organisation, own.month, true, ''
    from place as own join either_way using (measure)
    union
    -- a sum of months, from the months that it holds
    select same.other_measure, total.organisation, part.month, same.measure, total.organisation, total.month, true,
        ''
    from disclosure.same as same
    join place as total on total.measure = same.measure
    join place as part
        on part.measure = same.other_measure and part.organisation = total.organisation
        and part.month between total.month - to_months(
            case same.other_what when 'three_months' then 2 when 'twelve_months' then 11 else 0 end
        ) and total.month + to_months(
            case same.other_what when 'next_three_months' then 2 when 'next_twelve_months' then 11 else 0 end
        )
    where same.other_what in ('three_months', 'twelve_months', 'next_three_months', 'next_twelve_months')
    union
    -- of a sum that runs on, every month from then on would disclose it; the months before are hidden with them
    select same.measure, own.organisation, own.month, same.other_measure, own.organisation, running.month,
        own.month <= running.month, ''
    from disclosure.same as same
    join place as own on own.measure = same.measure
    join place as running on running.measure = same.other_measure and running.organisation = own.organisation
    where same.other_what = 'rise'
    union
    select measure, organisation, month, measure, to_organisation, month, false, known_from from disclosure.exchange
    union
    {HISTORY_LINK}
    union
    {SPAN_LINK}
    union
    -- a stock follows from the one before and from what it gained and lost, and the next one from it
    select flow.measure, stock.organisation, stock.month, flow.other_measure, stock.organisation, own.month, false, ''
    from disclosure.flow as flow
    join place as stock on stock.measure = flow.measure
    join place as own
        on own.measure = flow.other_measure and own.organisation = stock.organisation
        and own.month in (stock.month, stock.month + interval 1 month)
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
    for statement in (EXCHANGE, HISTORY, SPAN, LINK, SENT, SEED):
        con.execute(statement)
    is_finished = False
    while not is_finished:
        con.execute(SPREAD)
        is_finished = con.execute(UNFINISHED).fetchall()[0][0] == 0
        con.execute("drop table disclosure.reached")
        con.execute("alter table disclosure.reached_next rename to reached")
