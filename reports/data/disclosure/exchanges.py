"""Find figures that were corrected together under a total that stayed the same.

Two files with the same total say that its parts add up to the same number, whether or not the total is shown: what one
part lost the others gained. One hidden value among those that changed would follow from the others.
"""

from __future__ import annotations

EXCHANGE = """
    create table disclosure.exchange as
    with sent as (
        select measure, organisation, month, load_id, 'numerator' as what, numerator as number
        from disclosure.figure where not is_now and numerator is not null
        union all
        select measure, organisation, month, load_id, 'denominator', denominator
        from disclosure.figure where not is_now and denominator is not null
    ), corrected as (
        select measure, organisation, month, what from sent group by all having count(distinct number) > 1
    ), counted as (
        -- the least parts, or the largest: each of the two gives the total
        select corrected.*, member.total, 'least' as level
        from corrected
        join disclosure.member as member
            on member.part = corrected.organisation and member.measure = corrected.measure
            and member.month = corrected.month and member.is_least
        union all
        select corrected.*, member.total, 'largest'
        from corrected
        join disclosure.member as member
            on member.part = corrected.organisation and member.measure = corrected.measure
            and member.month = corrected.month and member.is_largest
    ), several as (
        select * from counted
        qualify count(*) over (partition by measure, month, what, total, level) > 1
    ), state as (
        select distinct several.measure, several.month, several.what, several.total, several.level, sent.load_id
        from several
        join sent using (measure, month, what)
        where sent.organisation in (several.organisation, several.total)
    ), total_then as (
        select state.*, sent.number as total_number
        from state
        asof join sent
            on sent.measure = state.measure and sent.month = state.month and sent.what = state.what
            and sent.organisation = state.total and sent.load_id <= state.load_id
    ), part_then as (
        select total_then.*, several.organisation, sent.number
        from total_then
        join several using (measure, month, what, total, level)
        asof join sent
            on sent.measure = total_then.measure and sent.month = total_then.month and sent.what = total_then.what
            and sent.organisation = several.organisation and sent.load_id <= total_then.load_id
    ), changed as (
        select now.measure, now.month, now.what, now.total, now.level, before.load_id as before_load, now.load_id,
            now.organisation, now.number - before.number as rise
        from part_then as now
        join part_then as before using (measure, month, what, total, level, organisation, total_number)
        where before.load_id < now.load_id and before.number <> now.number
    ), exchanged as (
        select * from changed
        window one_pair as (partition by measure, month, what, total, level, before_load, load_id)
        qualify abs(sum(rise) over one_pair) < 1e-6 and count(*) over one_pair > 1
    )
    select one.measure, one.organisation, one.month, other.organisation as to_organisation,
        min(one.load_id) as known_from
    from exchanged as one
    join exchanged as other using (measure, month, what, total, level, before_load, load_id)
    where one.organisation <> other.organisation
    group by all
"""
"""Pairs of organisations whose figures of a month were corrected together, and the load from which that is known."""
