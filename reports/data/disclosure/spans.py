"""Find measures that are sums of another over some months in a row: half-years, rolling sums, any span up to a year."""

from __future__ import annotations

from reports.data.disclosure.relations import ENOUGH_MONTHS, MOST_DIFFERENT

MOST_MONTHS = 12
NEAR = 0.25
"""How far the mean of a sum of months may be from that many times the mean month, as a share: seasons and growth move
the two apart if they are known for other months."""
MOST_ORGANISATIONS = 10
"""Organisations in which a pair of measures is compared, those with most months first: it is enough to tell."""

SPAN = f"""
    create table disclosure.span as
    with number as (
        select measure, organisation, month, numerator as number
        from disclosure.figure where is_now and unit in ('count', 'share', 'rate') and numerator is not null
    ), running as (
        select *, sum(number) over series as total, count(*) over series as months
        from number window series as (partition by measure, organisation order by month)
    ), mean as (
        select measure, organisation, avg(number) as mean, count(*) as months from number group by all
    ), pair as (
        select whole.measure, part.measure as part_measure, whole.organisation,
            whole.mean / nullif(part.mean, 0) as ratio
        from mean as whole join mean as part using (organisation)
        where whole.measure <> part.measure and whole.mean > part.mean
        qualify row_number() over (
            partition by whole.measure, part.measure order by whole.months desc, whole.organisation
        ) <= {MOST_ORGANISATIONS}
    ), candidate as (
        select pair.measure, pair.part_measure, pair.organisation, span.months::int as months, dated.is_last
        from pair
        join generate_series(2, {MOST_MONTHS}) as span (months)
            on abs(pair.ratio / span.months - 1) <= {NEAR}
        cross join (values (true), (false)) as dated (is_last)
    ), compared as (
        select candidate.*, whole.month, whole.number,
            abs(whole.number - (last.total - first.total + first.number)) <= 1e-6 as is_equal
        from candidate
        join number as whole using (measure, organisation)
        join running as last
            on last.measure = candidate.part_measure and last.organisation = candidate.organisation
            and last.month = whole.month + to_months(if(is_last, 0, candidate.months - 1))
        join running as first
            on first.measure = candidate.part_measure and first.organisation = candidate.organisation
            and first.month = whole.month - to_months(if(is_last, candidate.months - 1, 0))
        -- no month between them is missing
        where last.months - first.months + 1 = candidate.months and whole.number > 0
    )
    select measure, part_measure, if(is_last, months - 1, 0) as before, if(is_last, 0, months - 1) as after
    from compared
    group by measure, part_measure, months, is_last
    having count(distinct number) filter (is_equal) >= {ENOUGH_MONTHS}
        and count(*) filter (not is_equal) <= {MOST_DIFFERENT} * count(*)
"""
"""Sums of months: the figure of a month holds those of `before` months before it and of `after` months after it."""

SPAN_LINK = """
    select part.measure, part.organisation, part.month, whole.measure as to_measure,
        whole.organisation as to_organisation, whole.month as to_month, true as is_part, '' as known_from
    from disclosure.span as span
    join place as whole on whole.measure = span.measure
    join place as part
        on part.measure = span.part_measure and part.organisation = whole.organisation
        and part.month between whole.month - to_months(span.before) and whole.month + to_months(span.after)
"""
"""Links from each month to the sums that hold it."""
