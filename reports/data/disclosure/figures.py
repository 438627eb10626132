"""The figures that disclosure control looks at, in every value that they ever had, and which of them are small.

An edition shows what was known when it was published, and a reader may keep it. So a figure has one row for its present
value (`is_now`) and one for each value that was ever sent, with the load that sent it.
"""

from __future__ import annotations

FIGURE = """
    create table disclosure.figure as
    with private as (
        select measure.measure, measure.unit
        from warehouse.core.measure as measure
        join warehouse.core.extract as extract using (kind)
        where not extract.is_published_statistics
    )
    select observation.measure, observation.organisation, observation.month, observation.numerator,
        observation.denominator, private.unit, true as is_now, null::varchar as load_id
    from warehouse.core.observation as observation join private using (measure)
    union all by name
    select measure, organisation, month, numerator, denominator, unit, false as is_now, load_id
    from warehouse.core.disclosure_figure
"""

SMALL = """
    create table disclosure.small as
    with part_of_cases as (
        -- a rate that never has more events than cases may be a share by another unit: deaths, unlike falls by bed day
        select measure, unit from disclosure.figure
        where unit in ('count', 'share', 'rate') and denominator is not null
        group by all having unit <> 'rate' or bool_and(numerator <= denominator)
    )
    select distinct figure.measure, figure.organisation, figure.month, figure.is_now, figure.load_id
    from disclosure.figure as figure
    cross join disclosure.rule as rule
    left join part_of_cases using (measure, unit)
    where (figure.unit = 'count' and figure.numerator > 0 and figure.numerator < rule.threshold)
        -- the numerator of a time is days or weeks, not people
        or (figure.unit in ('share', 'rate') and figure.numerator > 0 and figure.numerator < rule.threshold)
        -- a count may stand beside a denominator, which is then a number of people too
        or figure.denominator < if(figure.unit = 'count', rule.threshold, rule.least_denominator)
        or (
            rule.hides_complements and part_of_cases.measure is not null
            and figure.denominator > figure.numerator
            and figure.denominator - figure.numerator < rule.threshold
        )
"""
