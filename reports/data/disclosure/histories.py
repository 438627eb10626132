"""Find successors whose figures for the months before a merger hold those of the organisations that merged into them.

Usually such figures are the successor's own alone. But its history may be sent for all of them together, or sent again
with what it took over; the second less the first is then the figure of the other.
"""

from __future__ import annotations

from reports.data.disclosure.relations import ENOUGH_MONTHS, MOST_DIFFERENT

HISTORY = f"""
    create table disclosure.history as
    with sent as (
        select measure, organisation, month, load_id, numerator
        from disclosure.figure where not is_now and numerator is not null and unit in ('count', 'share', 'rate')
    ), latest as (
        select measure, organisation, month, arg_max(numerator, load_id) as numerator from sent group by all
    ), taken_over as (
        select part.total, part.part, part.from_month, latest.measure, latest.month, latest.numerator
        from disclosure.part as part
        join latest on latest.organisation = part.part and latest.month < part.from_month
        where part.from_month is not null
    ), expected as (
        -- what one of them adds to the successor's figure, or all together
        select total, measure, month, part, numerator from taken_over where numerator > 0
        union
        select several.total, several.measure, several.month, taken_over.part, several.numerator
        from (
            select total, measure, month, sum(numerator) as numerator
            from taken_over group by all having sum(numerator) > 0
        ) as several
        join taken_over using (total, measure, month)
    ), more as (
        select measure, organisation, month, numerator as number, false as is_rise from sent
        union
        select now.measure, now.organisation, now.month, now.numerator - before.numerator, true
        from sent as now join sent as before using (measure, organisation, month)
        where before.load_id < now.load_id and before.numerator < now.numerator
    ), compared as (
        select expected.total, expected.measure, expected.part, expected.month, more.is_rise,
            bool_or(abs(expected.numerator - more.number) < 1e-6) as is_equal
        from expected
        join more
            on more.organisation = expected.total and more.measure = expected.measure and more.month = expected.month
        group by all
    ), joined as (
        -- small numbers are often equal by chance: not in nearly all months
        select total, measure, part
        from compared
        group by total, measure, part, is_rise
        having count(*) filter (is_equal) >= least({ENOUGH_MONTHS}, count(*))
            and count(*) filter (not is_equal) <= {MOST_DIFFERENT} * count(*)
    )
    select distinct joined.measure, joined.part, joined.total, part.from_month, part.known_from
    from joined
    join disclosure.part as part on part.part = joined.part and part.total = joined.total
    where part.from_month is not null
"""
"""Measures whose figures of a predecessor are in those of its successor also before the merger."""

HISTORY_LINK = """
    select own.measure, own.organisation, own.month, own.measure as to_measure, later.organisation as to_organisation,
        own.month as to_month, true as is_part, history.known_from
    from disclosure.history as history
    join place as later
        on later.measure = history.measure and later.organisation = history.total and later.month < history.from_month
    -- what the successor's own figure was before also follows from the new one and from what it took over
    join place as own
        on own.measure = later.measure and own.month = later.month
        and own.organisation in (history.part, history.total)
"""
"""Links from the figures of such a month to the successor's, also from one value of it to another."""
