-- One row per charted series: the options for reading its points
with charted as (
    select measure, organisation, max(month) as last_month
    from core.observation
    group by measure, organisation
    -- Of fewer than 20 cases in every month (LEAST_CASES in checks/contracts/services.py) a service has no chart
    having any_value(service) = 'ALL' or max(coalesce(denominator, numerator)) >= 20
), newest as (
    select measure, max(last_month) as month
    from charted
    group by measure
), numbered_kind as (
    -- A new series of one kind leaves the numbers of the others as they are (SERIES_PER_KIND in transforms/increments)
    select kind, 10000000 * row_number() over (order by kind) as first_series
    from core.extract
), target as (
    select
        charted.measure,
        charted.organisation,
        arg_max(standard.value, standard.from_month) as target,
    from charted
    inner join core.standard as standard
        on standard.measure = charted.measure
        and standard.from_month <= charted.last_month
        and coalesce(standard.to_month, charted.last_month) >= charted.last_month
    group by all
), approved as (
    select measure, organisation, list(month order by month) as months
    from core.rebase
    where decision = 'approved' and problem is null
    group by all
)
select
    (
        coalesce(numbered_kind.first_series, 0)
        + row_number() over (
            partition by measure.kind order by charted.measure, charted.organisation
        )
    )::integer as series,
    charted.measure,
    charted.organisation,
    'ptd' as rule_set,
    coalesce(measure.direction, 'neutral') as direction,
    'month' as period,
    null::bigint as step_seconds,
    null::integer as fix_after_points,
    null::boolean as screens_moving_ranges,
    target.target,
    -- Limits are recalculated only where the recalculation has been approved
    coalesce(approved.months, []::date[]) as rebases,
    -- Kinds are published a month or two apart (MONTHS_UNTIL_OLD in reports/data/edition_record.py)
    charted.last_month = newest.month
    and date_diff('month', newest.month, max(newest.month) over ()) <= 3 as is_current,
from charted
inner join newest on newest.measure = charted.measure
left join core.measure as measure on measure.measure = charted.measure
left join numbered_kind on numbered_kind.kind = measure.kind
left join target
    on target.measure = charted.measure and target.organisation = charted.organisation
left join approved
    on approved.measure = charted.measure and approved.organisation = charted.organisation
