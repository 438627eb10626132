"""Totals that no register knows of: sent under another measure's name, or for an organisation without members.

A total under another name is looked for at the area itself, against the sum of its members. An organisation that no
register names as an area is compared with the sum of all organisations, and of all those without an area. Any set of
organisations is looked for in `organisation_sums.py`.
"""

from __future__ import annotations

from dataclasses import asdict

import duckdb

from reports.data.disclosure.chance import SPARE_BITS, WRONG_SHARE
from reports.data.disclosure.organisation_sums import relate_organisations
from reports.data.disclosure.relations import MOST_DIFFERENT
from reports.data.disclosure.row_tables import create_row_table

ENOUGH_MONTHS_OF_AREA = 4
"""Months in which a sum of members must be another measure of their area: two sums of 60 differ by chance in 29 months
of 30, and with 50 measures there are 2,450 pairs to compare."""
ENOUGH_MONTHS_ELSEWHERE = 8
"""The same of a sum that is a figure of any organisation, of which there are thousands."""

AREA_SUM = f"""
    create table disclosure.area_sum as
    with number as (
        select measure, organisation, month, numerator as number
        from disclosure.figure where is_now and unit in ('count', 'share', 'rate')
    ), member as (
        select measure, month, total as area, part from disclosure.member where is_least
        union
        select measure, month, '' as area, organisation
        from number
        where organisation not in (select part from disclosure.part where total <> 'ENGLAND' and from_month is null)
    ), added_up as (
        select member.measure, member.area, member.month, sum(number.number) as number
        from member
        join number
            on number.measure = member.measure and number.month = member.month and number.organisation = member.part
        group by all having count(*) > 1 and sum(number.number) > 0
    ), whole as (
        select measure as to_measure, organisation, month, number, 'numerator' as what, false as is_public from number
        union all
        select measure, organisation, month, denominator, 'denominator', false from disclosure.figure where is_now
        union all
        select measure, organisation, month, number, what, true
        from disclosure.public_number where what in ('numerator', 'denominator')
    ), pair as (
        select added_up.measure, added_up.area, whole.to_measure, whole.what, whole.organisation, whole.is_public
        from added_up
        join whole
            on whole.organisation = added_up.area and whole.month = added_up.month and whole.number = added_up.number
        where whole.to_measure <> added_up.measure
        group by all having count(distinct added_up.number) >= {ENOUGH_MONTHS_OF_AREA}
        union all
        select added_up.measure, added_up.area, whole.to_measure, whole.what, whole.organisation, whole.is_public
        from added_up
        join whole
            -- a whole that is counted as a member is in the sum twice, by itself and by its parts
            on whole.month = added_up.month and added_up.number in (whole.number, 2 * whole.number)
        where added_up.area in ('ENGLAND', '') and whole.organisation <> added_up.area
        group by all having count(distinct added_up.number) >= {ENOUGH_MONTHS_ELSEWHERE}
    ), compared as (
        select pair.*, added_up.month, added_up.number,
            added_up.number = whole.number * if(member.part is null, 1, 2) as is_equal
        from pair
        join added_up using (measure, area)
        join whole
            on whole.to_measure = pair.to_measure and whole.what = pair.what and whole.is_public = pair.is_public
            and whole.organisation = pair.organisation and whole.month = added_up.month
        left join member
            on member.measure = pair.to_measure and member.measure = pair.measure and member.area = pair.area
            and member.month = added_up.month and member.part = pair.organisation
    ), scored as (
        -- the evidence of each month in bits, as in `chance.py`
        select *, if(is_equal, log2(4 * pi() * number) / 2 + log2(1 - {WRONG_SHARE}), log2({WRONG_SHARE})) as score
        from compared
    ), summed as (
        select *, sum(score) over (
            partition by measure, area, to_measure, what, organisation, is_public order by month
        ) as total
        from scored
    ), run as (
        -- the greatest sum of any months in a row that end in this one
        select *, total - least(0, coalesce(min(total) over (
            partition by measure, area, to_measure, what, organisation, is_public order by month
            rows between unbounded preceding and 1 preceding
        ), 0)) as best
        from summed
    ), enough as (
        select log2(greatest(1,
            (select count(distinct (measure, area)) from added_up) * (select count(*) from whole)
        )) + {SPARE_BITS} as bits
    ), holds as (
        select measure, area, to_measure, organisation, is_public
        from run cross join enough
        group by all
        having count(*) filter (not is_equal) <= {MOST_DIFFERENT} * count(*) or max(best) >= any_value(enough.bits)
    )
    select *
    from holds
    -- the only area with figures is the sum of all organisations too: its own members are enough
    qualify area = organisation
        or not bool_or(area = organisation) over (partition by measure, to_measure, organisation)
"""
"""Sums of the members of an area, of all organisations ('ENGLAND') and of those without an area (''), that are another
figure."""

AREA_TOTAL = """
    create table disclosure.area_total as
    with member as (
        select measure, total as area, part, min(known_from) as known_from
        from disclosure.member where is_least group by all
        union all
        select distinct measure, '', organisation, ''
        from disclosure.figure
        where organisation not in (select part from disclosure.part where total <> 'ENGLAND' and from_month is null)
    ), whole as (
        -- what is another measure at some areas is that measure at all of them
        select distinct measure, to_measure, area, is_public,
            if(organisation = area, null, organisation) as organisation
        from disclosure.area_sum
    ), everywhere as (
        select distinct member.measure, member.area, whole.to_measure, coalesce(whole.organisation, member.area)
            as organisation, whole.is_public
        from whole
        join member
            on member.measure = whole.measure and (member.area = whole.area or whole.organisation is null)
        where not whole.is_public or whole.organisation is not null
            or (whole.to_measure, member.area) in (select (measure, organisation) from disclosure.public_number)
    )
    select member.measure, member.part as organisation, everywhere.to_measure,
        everywhere.organisation as to_organisation, true as is_part, member.known_from
    from everywhere join member using (measure, area)
    where not everywhere.is_public
    union
    -- a published whole cannot be hidden, so all its parts are
    select member.measure, member.part, member.measure, other.part, false, member.known_from
    from everywhere join member using (measure, area) join member as other using (measure, area)
    where everywhere.is_public and other.part <> member.part
    union
    select measure, organisation, measure, to_organisation, is_part, '' from pairs_in
"""
"""Links that hold in every month: from an organisation's figure to a total of it, or to the other parts of one."""


def relate_areas(con: duckdb.DuckDBPyConnection) -> None:
    """Make `disclosure.area_total`."""
    con.execute(AREA_SUM)
    rows = [asdict(pair) for pair in relate_organisations(con)]
    text = "VARCHAR"
    types = {"measure": text, "organisation": text, "to_organisation": text, "is_part": "BOOLEAN"}
    create_row_table(con, "pairs_in", types, rows)
    con.execute(AREA_TOTAL)
