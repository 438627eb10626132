"""Which figures an edition hides: small numbers, and every figure from which a small number could be worked out.

A figure is one measure of one organisation in one month; its numerator, denominator and value are shown or hidden
together. Two figures are *linked* when one helps to work out the other. Figures linked with a small number are hidden
too, and figures linked with those, until there are no more. So no sum or difference of published figures has exactly
one hidden part: sums with a hidden part are not shown at all.

The tables are made once per edition, with set operations, in a private database beside `warehouse`.
"""

from __future__ import annotations

from dataclasses import asdict

import duckdb
import pyarrow as pa

from reports.data.disclosure.rule import DisclosureRule

FIGURE = """
    create table disclosure.figure as
    with private as (
        select measure.measure, measure.unit
        from warehouse.core.measure as measure
        join warehouse.core.extract as extract using (kind)
        where not extract.is_published_statistics
    )
    select observation.*, private.unit, true as is_now
    from warehouse.core.observation as observation join private using (measure)
    union all by name
    select sent.measure, sent.organisation, sent.month, sent.first_numerator as numerator,
        sent.first_denominator as denominator, sent.first_value as value, private.unit, false as is_now
    from warehouse.core.local_revision as sent join private using (measure)
    where sent.first_value is not null
"""
"""Every figure that is not a published statistic, as it is now and, where different, as first sent."""

SMALL = """
    create table disclosure.small as
    select figure.measure, figure.organisation, figure.month, figure.is_now
    from disclosure.figure as figure cross join disclosure.rule as rule
    where (figure.unit = 'count' and figure.value > 0 and figure.value < rule.threshold)
        -- the numerator of a time is days or weeks, not people
        or (figure.unit in ('share', 'rate') and figure.numerator > 0 and figure.numerator < rule.threshold)
        -- a count may stand beside a denominator, which is then a number of people too
        or figure.denominator < if(figure.unit = 'count', rule.threshold, rule.least_denominator)
        or (
            rule.hides_complements and figure.unit in ('count', 'share')
            and figure.denominator > figure.numerator
            and figure.denominator - figure.numerator < rule.threshold
        )
"""

PART = """
    create table disclosure.part as
    with recursive placed as (
        select organisation as part, unnest([region, icb, sha, area]) as total from warehouse.core.organisation
        union
        select organisation, unnest([area, area_now]) from warehouse.core.membership
        union
        -- an area lies in another where one of its organisations lies in both
        select icb, region from warehouse.core.organisation
        union
        select organisation, 'ENGLAND' from warehouse.core.organisation
    ), within as (
        select part, total from placed where part is not null and total is not null and part <> total
        union
        -- an area between the two need not have sent figures
        select within.part, placed.total
        from within join placed on placed.part = within.total
        where placed.total is not null and placed.total <> within.part
    )
    select part, total, null::date as from_month from within
    union
    -- from a merger on, figures of a successor hold those of its predecessor; before, they are its own alone
    select predecessor, successor, month from warehouse.core.merger where predecessor <> successor
"""
"""Which organisations add up to which, in any month: one that moved between areas counts in both."""

QUANTITY = """
    create table disclosure.quantity as
    with people as (
        select * from disclosure.figure where is_now and unit in ('count', 'share', 'rate')
    ), windowed as (
        select *,
            sum(numerator) over three as three_months, count(*) over three as of_three,
            sum(numerator) over year as twelve_months, count(*) over year as of_twelve,
            sum(numerator) over next_three as next_three_months, count(*) over next_three as of_next_three,
            sum(numerator) over next_year as next_twelve_months, count(*) over next_year as of_next_twelve,
            lag(numerator) over series as numerator_before, lag(month) over series as month_before
        from people
        window
            series as (partition by measure, organisation order by month),
            three as (
                partition by measure, organisation order by month
                range between interval 2 months preceding and current row
            ),
            year as (
                partition by measure, organisation order by month
                range between interval 11 months preceding and current row
            ),
            -- a quarter or a year may be dated by its first month
            next_three as (
                partition by measure, organisation order by month
                range between current row and interval 2 months following
            ),
            next_year as (
                partition by measure, organisation order by month
                range between current row and interval 11 months following
            )
    ), counted as (
        select measure, organisation, month, 'numerator' as what, numerator as number from people
        union all
        select measure, organisation, month, 'rest', denominator - numerator from people where unit = 'share'
        union all
        select measure, organisation, month, 'denominator', denominator from disclosure.figure where is_now
        union all
        select measure, organisation, month, 'three_months', three_months from windowed where of_three = 3
        union all
        select measure, organisation, month, 'twelve_months', twelve_months from windowed where of_twelve = 12
        union all
        select measure, organisation, month, 'next_three_months', next_three_months from windowed
        where of_next_three = 3
        union all
        select measure, organisation, month, 'next_twelve_months', next_twelve_months from windowed
        where of_next_twelve = 12
        union all
        select measure, organisation, month, 'rise', numerator - numerator_before from windowed
        where month_before = month - interval 1 month
    )
    select * replace (round(number, 6) as number) from counted where number is not null and number >= 0
"""
"""Numbers of people disclosed by a figure, by itself or with the months before it."""

ENOUGH_MONTHS = 3
"""Months in which two numbers must agree to be taken as the same count: two small numbers often agree in two months by
chance. A wrong match only hides figures needlessly, which is safe."""
MOST_DIFFERENT = 0.2
"""Share of the months with any cases in which they may differ all the same: figures are typed, and a total that runs
from April begins anew once in twelve months. One wrong cell must not unlink two measures everywhere."""

SAME = f"""
    create table disclosure.same as
    with candidate as (
        select own.measure, own.what, other.measure as other_measure, other.what as other_what, count(*) as months
        from disclosure.quantity as own
        join disclosure.quantity as other using (organisation, month, number)
        where own.measure <> other.measure and own.number > 0
            and (own.what = 'numerator' or (own.what = 'rest' and other.what = 'numerator'))
        group by all having count(*) >= {ENOUGH_MONTHS}
    )
    select candidate.*
    from candidate
    join disclosure.quantity as own on own.measure = candidate.measure and own.what = candidate.what
    join disclosure.quantity as other
        on other.measure = candidate.other_measure and other.what = candidate.other_what
        and other.organisation = own.organisation and other.month = own.month
    where own.number > 0 or other.number > 0
    group by all having count(*) filter (own.number <> other.number) <= {MOST_DIFFERENT} * count(*)
"""
"""Measures that share a number: the same events as a count and as a rate, a share and its complement, a quarter or a
year and its months, a total since April and its months."""

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
        group by all having count(*) >= {ENOUGH_MONTHS} and count(*) filter (one.number > 0 and other.number > 0) > 0
    )
    select candidate.*
    from candidate
    join disclosure.quantity as own on own.measure = candidate.measure and own.what = candidate.what
    join disclosure.quantity as one
        on one.measure = candidate.part and one.what = 'numerator'
        and one.organisation = own.organisation and one.month = own.month
    join disclosure.quantity as other
        on other.measure = candidate.other_part and other.what = 'numerator'
        and other.organisation = own.organisation and other.month = own.month
    where own.number > 0 or one.number > 0 or other.number > 0
    group by all having
        count(*) filter (abs(own.number - one.number - other.number) > 1e-6) <= {MOST_DIFFERENT} * count(*)
        -- where one part is zero the other equals the whole whatever they are: only months with both parts tell
        and count(*) filter (abs(own.number - one.number - other.number) > 1e-6 and one.number > 0 and other.number > 0)
            <= {MOST_DIFFERENT} * count(*) filter (one.number > 0 and other.number > 0)
"""
"""Measures that are the sum of two others: all falls, falls with harm and falls without."""

LINK = """
    create table disclosure.link as
    with place as (select distinct measure, organisation, month from disclosure.figure),
    kin as (
        select measure, other_measure from disclosure.same where other_what in ('numerator', 'rest', 'denominator')
        union select part, other_part from disclosure.sum
        union select measure, part from disclosure.sum
        union select measure, other_part from disclosure.sum
    ), either_way as (
        select measure, other_measure from kin union select other_measure, measure from kin
    )
    select own.measure, own.organisation, own.month,
        own.measure as to_measure, total.organisation as to_organisation, own.month as to_month
    from place as own
    join disclosure.part as part on part.part = own.organisation
    join place as total
        on total.organisation = part.total and total.measure = own.measure and total.month = own.month
        and own.month >= coalesce(part.from_month, own.month)
    union
    select own.measure, own.organisation, own.month, either_way.other_measure, own.organisation, own.month
    from place as own join either_way using (measure)
    union
    -- a sum of months, from the months that it holds
    select same.other_measure, total.organisation, part.month, same.measure, total.organisation, total.month
    from disclosure.same as same
    join place as total on total.measure = same.measure
    join place as part
        on part.measure = same.other_measure and part.organisation = total.organisation
        and part.month between total.month - to_months(
            case same.other_what when 'three_months' then 2 when 'twelve_months' then 11 else 0 end
        ) and total.month + to_months(
            case same.other_what when 'next_three_months' then 2 when 'next_twelve_months' then 11 else 0 end
        )
    where same.other_what in ('three_months', 'twelve_months', 'next_three_months', 'next_twelve_months')
    union
    -- of a sum that runs on, every month from then on would tell of it
    select same.measure, own.organisation, own.month, same.other_measure, own.organisation, running.month
    from disclosure.same as same
    join place as own on own.measure = same.measure
    join place as running on running.measure = same.other_measure and running.organisation = own.organisation
    where same.other_what = 'rise'
"""
"""Links from a figure to each one that would help to work it out."""

REACHED = """
    create table disclosure.reached as
    with recursive reached as (
        select link.to_measure as measure, link.to_organisation as organisation, link.to_month as month
        from disclosure.small as small join disclosure.link as link using (measure, organisation, month)
        union
        select link.to_measure, link.to_organisation, link.to_month
        from reached join disclosure.link as link using (measure, organisation, month)
    )
    select * from reached
"""
"""Figures linked with a small number, directly or through others; also with one that has since been corrected, because
a reader could subtract the two editions."""

HIDDEN = """
    create table disclosure.hidden as
    select measure, organisation, month, is_now from disclosure.small
    union
    select figure.measure, figure.organisation, figure.month, figure.is_now
    from disclosure.figure as figure
    semi join disclosure.reached as reached using (measure, organisation, month)
"""

CLOSED = """
    create table disclosure.closed_series as
        select distinct hidden.measure, hidden.organisation from disclosure.hidden as hidden where hidden.is_now
        union
        select distinct figure.measure, figure.organisation
        from disclosure.figure as figure cross join disclosure.rule as rule where rule.rounding_step > 1;
    create table disclosure.closed_measure as select distinct measure from disclosure.closed_series;
    create table disclosure.closed_practice as
        select practice from warehouse.core.practice where measure in (select measure from disclosure.closed_measure);
    create table disclosure.linked_series as
        select distinct measure, organisation from disclosure.reached
"""
"""Series, measures and practices with a hidden figure: nothing computed from all their figures may leave."""


def find_hidden(con: duckdb.DuckDBPyConnection, rule: DisclosureRule) -> None:
    """Make the tables of the schema `disclosure`, which list what is hidden."""
    con.execute("create schema disclosure")
    con.register("rule_in", pa.Table.from_pylist([asdict(rule)]))
    con.execute("create table disclosure.rule as select * from rule_in")
    con.unregister("rule_in")
    for statement in (FIGURE, SMALL, PART, QUANTITY, SAME, SUM, LINK, REACHED, HIDDEN, CLOSED):
        con.execute(statement)
