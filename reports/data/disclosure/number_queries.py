"""The queries that read the numbers among which relations are looked for: figures, published ones, sums of members."""

from __future__ import annotations

PUBLIC_NUMBER = """
    create table disclosure.public_number as
    with published as (
        select observation.organisation, observation.month, observation.measure, observation.numerator,
            observation.denominator
        from warehouse.core.observation as observation
        join warehouse.core.measure as measure using (measure)
        join warehouse.core.extract as extract on extract.kind = measure.kind and extract.is_published_statistics
        where measure.unit in ('count', 'share', 'rate')
            and observation.organisation in (
            select organisation from disclosure.figure where is_now
            union
            select total from disclosure.member
        )
    )
    select organisation, month, measure, 'numerator' as what, numerator as number from published
    union all
    select organisation, month, measure, 'denominator', denominator from published
"""
"""Published numbers of the organisations that have unpublished figures, and of their areas."""

OWN = """
    select now.*, sent.numerator as first_numerator, sent.denominator as first_denominator
    from disclosure.figure as now
    left join (
        select measure, organisation, month, unit, arg_min(numerator, load_id) as numerator,
            arg_min(denominator, load_id) as denominator
        from disclosure.figure where not is_now
        group by all
    ) as sent using (measure, organisation, month, unit)
    where is_now
"""
"""Figures as they are now and as they were first sent."""

OWN_OF_AREAS = """
    select measure, organisation, month, unit, numerator, denominator, numerator as first_numerator,
        denominator as first_denominator
    from (
        select * exclude (level) from disclosure.summed_figure where level = '{level}'
        union all by name
        select measure, organisation, month, unit, numerator, denominator
        from disclosure.figure
        where is_now and organisation in (select organisation from disclosure.summed_figure where level = '{level}')
    )
"""
"""Figures of areas, and sums of their least or largest members' in place of those that they do not send."""

NUMBERS = """
    with own as ({own}), number as (
        select true as is_own, measure, organisation, month, 'numerator' as what, numerator as number,
            first_numerator as first_number
        from own where unit in ('count', 'share', 'rate')
        union all
        select true, measure, organisation, month, 'denominator', denominator, first_denominator from own
        union all
        select true, measure, organisation, month, 'rest', denominator - numerator,
            first_denominator - first_numerator
        from own where unit = 'share'
        union all
        select false, measure, organisation, month, what, number, number
        from disclosure.public_number
        where organisation in (select organisation from own)
            -- the longest window has 24 months
            and month between (select min(month) from own) - interval 24 months
            and (select max(month) from own) + interval 24 months
    )
    select dense_rank() over (order by is_own desc, measure, what) - 1 as column,
        dense_rank() over (order by organisation) - 1 as organisation, organisation as code,
        12 * year(month) + month(month) - 1 as month, is_own, measure, what, round(number, 6)::double as number,
        round(coalesce(first_number, number), 6)::double as first_number
    from number where number is not null
"""

LEVELS = ("least", "largest")
"""Of members that are members of each other, those below all others and those above."""
