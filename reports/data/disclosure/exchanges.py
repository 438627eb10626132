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
    ), place as (
        select distinct measure, organisation, month from sent
    ), member as (
        -- parts of parts, or parts that are no part of another: each of the two gives the total
        select corrected.*, part.total, unnest(['least', 'largest']) as level
        from corrected
        join disclosure.part as part
            on part.part = corrected.organisation and corrected.month >= coalesce(part.from_month, corrected.month)
        semi join place on place.measure = corrected.measure and place.month = corrected.month
            and place.organisation = part.total
    ), between_two as (
        select distinct inner_part.part, inner_part.total as middle, outer_part.total, place.measure, place.month
        from disclosure.part as inner_part
        join disclosure.part as outer_part on outer_part.part = inner_part.total
        join place on place.organisation = inner_part.total
        where inner_part.from_month is null and outer_part.from_month is null
    ), counted as (
        select * from member where level = 'largest' and not exists (
            from between_two
            where between_two.part = member.organisation and between_two.total = member.total
                and between_two.measure = member.measure and between_two.month = member.month
        )
        union all
        select * from member where level = 'least' and not exists (
            from between_two join place on place.organisation = between_two.part
                and place.measure = between_two.measure and place.month = between_two.month
            where between_two.middle = member.organisation and between_two.total = member.total
                and between_two.measure = member.measure and between_two.month = member.month
        )
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
