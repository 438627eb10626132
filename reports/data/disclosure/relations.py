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
    select distinct * replace (round(number, 6) as number),
        (dense_rank() over (order by organisation, month) - 1)::int as cell
    from counted where number is not null and number >= 0
"""
"""Numbers of people disclosed by a figure, in every value that they had. A cell is an organisation in a month."""

PRESENCE = """
    create table disclosure.presence as
    select measure, what, bitstring_agg(cell) as has_any, bitstring_agg(cell) filter (number > 0) as has_cases
    from disclosure.quantity
    group by all having has_cases is not null
"""
"""The cells in which each number is present, and in which it is above zero, as bits: so the cells in which numbers
could have agreed are counted without looking at them one by one, which took ten times as long."""

ENOUGH_MONTHS = 3
"""Months in which two numbers must agree to be taken as the same count: two small numbers often agree in two months by
chance. A wrong match only hides figures needlessly, which is safe."""
MOST_DIFFERENT = 0.2
"""Share of the months with any cases in which they may still differ: figures are typed by hand, and a total that
runs from April starts again once in twelve months. One wrong cell must not unlink two measures everywhere."""

SAME = f"""
    create table disclosure.same as
    with candidate as (
        -- in a month with several values, one pair that agrees is enough
        select own.measure, own.what, other.measure as other_measure, other.what as other_what,
            count(distinct cell) as equal_cells
        from disclosure.quantity as own
        join disclosure.quantity as other using (cell, number)
        where own.measure <> other.measure and own.number > 0
            and (own.what = 'numerator' or (own.what = 'rest' and other.what = 'numerator'))
        group by all having equal_cells >= {ENOUGH_MONTHS}
    )
    select candidate.measure, candidate.what, candidate.other_measure, candidate.other_what
    from candidate
    join disclosure.presence as own on own.measure = candidate.measure and own.what = candidate.what
    join disclosure.presence as other
        on other.measure = candidate.other_measure and other.what = candidate.other_what
    where equal_cells
        >= (1 - {MOST_DIFFERENT}) * bit_count(own.has_any & other.has_any & (own.has_cases | other.has_cases))
"""
"""Measures that share a number: the same events as a count and as a rate, a share and its complement."""

SUM = f"""
    create table disclosure.sum as
    with candidate as (
        select own.measure, own.what, one.measure as part, other.measure as other_part,
            count(distinct cell) as equal_cells,
            count(distinct cell) filter (one.number > 0 and other.number > 0) as equal_cells_with_both
        from disclosure.quantity as one
        join disclosure.quantity as other using (cell)
        join disclosure.quantity as own using (cell)
        where own.number = round(one.number + other.number, 6)
            and one.what = 'numerator' and other.what = 'numerator' and one.measure < other.measure
            and own.measure <> one.measure and own.measure <> other.measure
            and own.number > 0
        -- of a rare part most months are zero: one month with both parts is enough to look closer
        group by all having equal_cells >= {ENOUGH_MONTHS} and equal_cells_with_both > 0
    )
    select candidate.measure, candidate.what, candidate.part, candidate.other_part
    from candidate
    join disclosure.presence as own on own.measure = candidate.measure and own.what = candidate.what
    join disclosure.presence as one on one.measure = candidate.part and one.what = 'numerator'
    join disclosure.presence as other on other.measure = candidate.other_part and other.what = 'numerator'
    where equal_cells >= (1 - {MOST_DIFFERENT}) * bit_count(
            own.has_any & one.has_any & other.has_any & (own.has_cases | one.has_cases | other.has_cases)
        )
        -- where one part is zero the other equals the whole whatever they are: only months with both parts tell
        and equal_cells_with_both
            >= (1 - {MOST_DIFFERENT}) * bit_count(own.has_any & one.has_cases & other.has_cases)
"""
"""Measures that are the sum of two others: all falls, falls with harm and falls without."""
