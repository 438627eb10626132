"""Which organisations a total is the sum of, month by month, among those that have figures."""

from __future__ import annotations

PART = """
    create table disclosure.part as
    with recursive registered as (
        select part, total, known_from from warehouse.core.disclosure_part where from_month is null
    ), placed as (
        from registered
        union
        -- the code of a site is that of its trust and two characters more
        select site.organisation, trust.organisation, ''
        from (select distinct organisation from disclosure.figure) as site
        join (select distinct organisation from warehouse.core.observation) as trust
            on starts_with(site.organisation, trust.organisation) and length(trust.organisation) >= 3
            and trust.organisation <> site.organisation
        where site.organisation not in (select part from registered where total <> 'ENGLAND')
    ), within as (
        from placed
        union
        -- an area between the two need not have sent figures
        select within.part, placed.total, greatest(within.known_from, placed.known_from) as known_from
        from within join placed on placed.part = within.total
        where placed.total <> within.part
    )
    select part, total, null::date as from_month, min(known_from) as known_from from within group by all
    union all
    select part, total, from_month, known_from from warehouse.core.disclosure_part where from_month is not null
"""
"""Which organisations add up to which, in any month: one that moved between areas counts in all of them, and a site
that no register places counts in the trust that its code names.

`known_from` is the load that first said so: editions before it could not know.
"""

MEMBER = """
    create table disclosure.member as
    with place as (
        select distinct measure, organisation, month from disclosure.figure
    ), total as (
        select distinct place.measure, place.month, part.total
        from place join disclosure.part as part on part.part = place.organisation
        where part.from_month is null
    ), within as (
        -- members that are members of another member
        select distinct place.measure, place.month, inner_part.part, outer_part.total
        from place
        join disclosure.part as inner_part on inner_part.total = place.organisation and inner_part.from_month is null
        join disclosure.part as outer_part on outer_part.part = place.organisation and outer_part.from_month is null
    )
    select place.measure, place.month, part.total, place.organisation as part, part.known_from,
        total.total is null as is_least,
        within.total is null as is_largest
    from place
    join disclosure.part as part
        on part.part = place.organisation and place.month >= coalesce(part.from_month, place.month)
    left join total
        on total.measure = place.measure and total.month = place.month and total.total = place.organisation
    left join within
        on within.measure = place.measure and within.month = place.month and within.part = place.organisation
        and within.total = part.total
"""
"""Members of each total that have a figure. Those that are no total themselves add up to it (`is_least`), and so do
those that are in no other member (`is_largest`)."""
