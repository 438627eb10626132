"""Find figures that were corrected together under a total that stayed the same.

Two files with the same total say that its parts add up to the same number, whether or not the total is shown: what one
part lost the others gained. One hidden value among those that changed would follow from the others. The parts may be
organisations, also under another measure's name, or months of one measure or several. (Parts that are measures of the
same month are hidden together in any case.)
"""

from __future__ import annotations

SENT_NUMBER = """
    create or replace table disclosure.sent_number as
    with sent as (
        select measure, organisation, month, load_id, unit, numerator, denominator
        from disclosure.figure where not is_now
    ), number as (
        select measure, organisation, month, load_id, 'numerator' as what, numerator as number from sent
        union all
        select measure, organisation, month, load_id, 'denominator', denominator from sent
        union all
        select measure, organisation, month, load_id, 'rest', denominator - numerator from sent where unit = 'share'
    )
    from number where number is not null
"""
"""Every value that was sent of each number of people."""

CORRECTED_PART = """
    create or replace table disclosure.corrected_part as
    with corrected as (
        select measure, organisation, month, what
        from disclosure.sent_number group by all having count(distinct number) > 1
    ), total as (
        select distinct measure, organisation, month, what from disclosure.sent_number
    ), counted as (
        -- the least parts, or the largest: each of the two gives the total
        select corrected.*, corrected.measure as to_measure, member.total as to_organisation,
            corrected.month as to_month, corrected.what as to_what, 'least' as level
        from corrected
        join disclosure.member as member
            on member.part = corrected.organisation and member.measure = corrected.measure
            and member.month = corrected.month and member.is_least
        union all
        select corrected.*, corrected.measure, member.total, corrected.month, corrected.what, 'largest'
        from corrected
        join disclosure.member as member
            on member.part = corrected.organisation and member.measure = corrected.measure
            and member.month = corrected.month and member.is_largest
        union
        select corrected.*, total.measure, total.organisation, total.month, total.what, 'organisations'
        from corrected
        join disclosure.area_total as area_total using (measure, organisation)
        join total
            on total.measure = area_total.to_measure and total.organisation = area_total.to_organisation
            and total.month = corrected.month
        where area_total.is_part
        union
        select corrected.*, total.measure, total.organisation, total.month, total.what,
            unnest([corrected.measure, 'months'])
        from corrected
        join disclosure.month_link as link
            on link.measure = corrected.measure and link.organisation in ('', corrected.organisation)
            and link.is_part and (link.first, link.last) <> (0, 0)
        join total
            on total.measure = link.to_measure and total.organisation = corrected.organisation
            and total.month between corrected.month + to_months(link.first::int)
            and corrected.month + to_months(link.last::int)
        union
        -- the same of the sum of an area's members
        select corrected.*, total.measure, total.organisation, total.month, total.what,
            unnest([corrected.measure || ' of ', '']) || member.level || ' members'
        from corrected
        join disclosure.summed_member as member using (measure, organisation, month)
        join disclosure.month_link as link
            on link.measure = corrected.measure and link.organisation in ('', member.area) and link.is_part
        join total
            on total.measure = link.to_measure and total.organisation = member.area
            and total.month between corrected.month + to_months(link.first::int)
            and corrected.month + to_months(link.last::int)
    )
    select counted.*
    from counted
    semi join total
        on total.measure = counted.to_measure and total.organisation = counted.to_organisation
        and total.month = counted.to_month and total.what = counted.to_what
"""
"""Parts that were ever corrected, with each total that holds them."""

COUNTED = """
    create or replace table disclosure.counted as
    with inner_part as (
        from disclosure.corrected_part where level not in ('largest', 'months') and not ends_with(level, ' members')
    ), composed as (
        -- the quarter of an area holds months of its members: such a part counts by its own parts, if those were sent
        select inner_part.measure, inner_part.organisation, inner_part.month, inner_part.what, whole.to_measure,
            whole.to_organisation, whole.to_month, whole.to_what, whole.level || ' of ' || inner_part.level as level
        from disclosure.corrected_part as whole
        join inner_part
            on inner_part.to_measure = whole.measure and inner_part.to_organisation = whole.organisation
            and inner_part.to_month = whole.month and inner_part.to_what = whole.what
        where not (whole.level in ('least', 'largest') and inner_part.level = 'least')
    )
    from (from disclosure.corrected_part union from composed)
    window whole as (partition by to_measure, to_organisation, to_month, to_what, what, level)
    -- a total of months may be that of one measure, or of several together
    qualify count(*) over whole > 1
        and (
            level not in ('months', 'least members', 'largest members')
            or min(measure) over whole <> max(measure) over whole
        )
"""
"""Totals with several of these parts, or with parts of them."""

EXCHANGE = """
    create table disclosure.exchange as
    with state as (
        select counted.to_measure, counted.to_organisation, counted.to_month, counted.to_what, counted.what,
            counted.level, sent.load_id
        from disclosure.counted as counted join disclosure.sent_number as sent
            using (measure, organisation, month, what)
        union
        select counted.to_measure, counted.to_organisation, counted.to_month, counted.to_what, counted.what,
            counted.level, sent.load_id
        from disclosure.counted as counted
        join disclosure.sent_number as sent
            on sent.measure = counted.to_measure and sent.organisation = counted.to_organisation
            and sent.month = counted.to_month and sent.what = counted.to_what
    ), total_then as (
        select state.*, sent.number as total_number
        from state
        asof join disclosure.sent_number as sent
            on sent.measure = state.to_measure and sent.organisation = state.to_organisation
            and sent.month = state.to_month and sent.what = state.to_what and sent.load_id <= state.load_id
    ), part_then as (
        select total_then.*, counted.measure, counted.organisation, counted.month, sent.number
        from total_then
        join disclosure.counted as counted using (to_measure, to_organisation, to_month, to_what, what, level)
        asof join disclosure.sent_number as sent
            on sent.measure = counted.measure and sent.organisation = counted.organisation
            and sent.month = counted.month and sent.what = counted.what and sent.load_id <= total_then.load_id
    ), changed as (
        select now.* exclude (number), before.load_id as before_load, now.number - before.number as rise
        from part_then as now
        join part_then as before using (
            to_measure, to_organisation, to_month, to_what, what, level, measure, organisation, month, total_number
        )
        where before.load_id < now.load_id and before.number <> now.number
    ), added_up as (
        -- a total that runs on holds the months since it began, but not those before
        select *, sum(rise) over since as since_then, count(*) over since as parts
        from changed
        window since as (
            partition by to_measure, to_organisation, to_month, to_what, what, level, before_load, load_id
            order by month desc
        )
    ), exchanged as (
        select *
        from added_up
        qualify month >= min(month) filter (where abs(since_then) < 1e-6 and parts > 1) over (
            partition by to_measure, to_organisation, to_month, to_what, what, level, before_load, load_id
        )
    )
    select one.measure, one.organisation, one.month, other.measure as to_measure,
        other.organisation as to_organisation, other.month as to_month, min(one.load_id) as known_from
    from exchanged as one
    join exchanged as other
        using (to_measure, to_organisation, to_month, to_what, what, level, before_load, load_id)
    where (one.measure, one.organisation, one.month) <> (other.measure, other.organisation, other.month)
    group by all
"""
"""Pairs of figures that were corrected together, and the load from which that is known."""
