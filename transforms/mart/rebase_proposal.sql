-- One row per measure, organisation and month from which limits are recalculated or might be
with latest as (
    select
        point.measure,
        point.organisation,
        max(point.phase) as phase,
    from mart.spc as point
    group by all
), charted as (
    select
        point.measure,
        point.organisation,
        point.month,
        point.value,
        point.side,
        point.place,
        -- The run at the end of the series, counted backwards; a point on the mean breaks it
        bool_and(point.side is not distinct from ending.side) over (
            partition by point.measure, point.organisation
            order by point.place desc
        ) as is_running,
    from mart.spc as point
    inner join latest
        on latest.measure = point.measure
        and latest.organisation = point.organisation
        and latest.phase = point.phase
    inner join (
        select measure, organisation, arg_max(side, month) as side
        from mart.spc
        group by all
    ) as ending
        on ending.measure = point.measure and ending.organisation = point.organisation
    where ending.side <> 0
), run as (
    select
        charted.measure,
        charted.organisation,
        min(charted.month) filter (where charted.is_running) as month,
        count(*) filter (where charted.is_running) as points,
        count(*) filter (where not charted.is_running) as points_before,
        any_value(charted.side) filter (where charted.is_running) as side,
        avg(charted.value order by charted.value) filter (where charted.is_running) as mean,
        avg(charted.value order by charted.value) filter (where not charted.is_running) as mean_before,
    from charted
    group by all
    -- As many points as new limits need, before and after the change
    having
        count(*) filter (where charted.is_running) >= 12
        and count(*) filter (where not charted.is_running) >= 12
), written as (
    -- Both means with as many decimals as it takes to see that they differ
    select
        run.*,
        run.mean * if(measure.unit = 'share', 100, 1) as printed_mean,
        run.mean_before * if(measure.unit = 'share', 100, 1) as printed_before,
        abs(printed_mean - printed_before) as gap,
        case
            when gap >= 1 and measure.unit = 'count' then 0
            when gap >= 0.1 then 1
            else least(1 - floor(log10(greatest(gap, 1e-6))), 6)
        end::integer as decimals,
        case measure.unit
            when 'share' then '%'
            when 'rate' then ' per 1,000'
            when 'count' then ''
            else ' ' || measure.unit
        end as unit_words,
        '{:.' || decimals || 'f}' || unit_words as form,
    from run
    -- A lasting change in a measure without a direction needs no action
    inner join core.measure as measure
        on measure.measure = run.measure and measure.direction <> 'neutral'
), found as (
    select
        run.measure,
        run.organisation,
        run.month,
        format(
            '{} months in a row {} the mean since {}: {} on average, {} in the {} before.',
            run.points,
            if(run.side = 1, 'above', 'below'),
            strftime(run.month, '%B %Y'),
            if(
                run.decimals = 0,
                format('{:,}', round(run.printed_mean)::bigint),
                format(run.form, run.printed_mean)
            ),
            if(
                run.decimals = 0,
                format('{:,}', round(run.printed_before)::bigint),
                format(run.form, run.printed_before)
            ),
            run.points_before
        ) as evidence,
    from written as run
    inner join mart.spc_summary as summary
        on summary.measure = run.measure and summary.organisation = run.organisation
    where summary.refusal is null
)
select
    coalesce(rebase.measure, found.measure) as measure,
    coalesce(rebase.organisation, found.organisation) as organisation,
    coalesce(rebase.month, found.month) as month,
    coalesce(
        rebase.reason, 'The figures suggest a lasting change; nobody has named its cause.'
    ) as reason,
    coalesce(rebase.evidence, found.evidence) as evidence,
    coalesce(rebase.decision, 'proposed by the data') as state,
    rebase.proposed_by,
    rebase.decided_by,
    rebase.decided_on,
    found.evidence as evidence_in_data,
    rebase.problem,
    rebase.decision = 'approved' and rebase.problem is null as is_applied,
from core.rebase as rebase
full join found
    on found.measure = rebase.measure
    and found.organisation = rebase.organisation
    and found.month = rebase.month
