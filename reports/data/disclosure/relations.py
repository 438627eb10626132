"""Which measures are the same number or add up, found in the figures themselves.

Relations are looked for in all values that the figures ever had: two measures that agreed in an earlier edition are
related, even if one of them has been corrected since.
"""

from __future__ import annotations

QUANTITY = """
    create table disclosure.quantity as
    with counted as (
        select measure, organisation, month, 'numerator' as what, numerator as number
        from disclosure.figure where unit in ('count', 'share', 'rate')
        union all
        select measure, organisation, month, 'rest', denominator - numerator
        from disclosure.figure where unit = 'share'
        union all
        select measure, organisation, month, 'denominator', denominator from disclosure.figure
    )
    select distinct * replace (round(number, 6) as number) from counted where number is not null and number >= 0
"""
"""Numbers of people disclosed by a figure, in every value that they had."""

ENOUGH_MONTHS = 3
"""Months in which two numbers must agree to be taken as the same count: two small numbers often agree in two months by
chance. A wrong match only hides figures needlessly, which is safe."""
MOST_DIFFERENT = 0.2
"""Share of the months with any cases in which they may differ all the same: figures are typed, and a total that runs
from April begins anew once in twelve months. One wrong cell must not unlink two measures everywhere."""

SAME = f"""
    create table disclosure.same as
    with candidate as (
        select own.measure, own.what, other.measure as other_measure, other.what as other_what,
            count(distinct (organisation, month)) as months
        from disclosure.quantity as own
        join disclosure.quantity as other using (organisation, month, number)
        where own.measure <> other.measure and own.number > 0
            and (own.what = 'numerator' or (own.what = 'rest' and other.what = 'numerator'))
        group by all having months >= {ENOUGH_MONTHS}
    ), compared as (
        -- in a month with several values, one pair that agrees is enough
        select candidate.*, own.organisation, own.month, bool_or(own.number = other.number) as is_equal
        from candidate
        join disclosure.quantity as own on own.measure = candidate.measure and own.what = candidate.what
        join disclosure.quantity as other
            on other.measure = candidate.other_measure and other.what = candidate.other_what
            and other.organisation = own.organisation and other.month = own.month
        where own.number > 0 or other.number > 0
        group by all
    )
    select measure, what, other_measure, other_what
    from compared
    group by all having count(*) filter (not is_equal) <= {MOST_DIFFERENT} * count(*)
"""
"""Measures that share a number: the same events as a count and as a rate, a share and its complement."""

SUM = f"""
    create table disclosure.sum as
    with candidate as (
        select own.measure, own.what, one.measure as part, other.measure as other_part
        from disclosure.quantity as one
        join disclosure.quantity as other using (organisation, month)
        join disclosure.quantity as own
            on own.organisation = one.organisation and own.month = one.month
            and own.number = one.number + other.number
        where one.what = 'numerator' and other.what = 'numerator' and one.measure < other.measure
            and own.what in ('numerator', 'rest', 'denominator')
            and own.measure <> one.measure and own.measure <> other.measure
            and own.number > 0
        -- of a rare part most months are zero: one month with both parts is enough to look closer
        group by all having count(distinct (organisation, month)) >= {ENOUGH_MONTHS}
            and count(*) filter (one.number > 0 and other.number > 0) > 0
    ), compared as (
        select candidate.*, own.organisation, own.month,
            bool_or(abs(own.number - one.number - other.number) <= 1e-6) as is_equal,
            bool_or(one.number > 0 and other.number > 0) as has_both,
            bool_or(abs(own.number - one.number - other.number) <= 1e-6 and one.number > 0 and other.number > 0)
                as is_equal_with_both
        from candidate
        join disclosure.quantity as own on own.measure = candidate.measure and own.what = candidate.what
        join disclosure.quantity as one
            on one.measure = candidate.part and one.what = 'numerator'
            and one.organisation = own.organisation and one.month = own.month
        join disclosure.quantity as other
            on other.measure = candidate.other_part and other.what = 'numerator'
            and other.organisation = own.organisation and other.month = own.month
        where own.number > 0 or one.number > 0 or other.number > 0
        group by all
    )
    select measure, what, part, other_part
    from compared
    group by all having count(*) filter (not is_equal) <= {MOST_DIFFERENT} * count(*)
        -- where one part is zero the other equals the whole whatever they are: only months with both parts tell
        and count(*) filter (has_both and not is_equal_with_both) <= {MOST_DIFFERENT} * count(*) filter (has_both)
"""
"""Measures that are the sum of two others: all falls, falls with harm and falls without."""
