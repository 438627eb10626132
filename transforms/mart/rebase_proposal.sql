-- One row per measure, organisation and month from which limits are recalculated or might be
with newest as (
    select measure, organisation, max(month) as month
    from core.reading_phase
    group by all
), run as (
    -- The level of today, where no dated fact explains it
    select
        begun.measure,
        begun.organisation,
        begun.month,
        begun.run_points,
        begun.mean,
        begun.points_before,
        begun.mean_before,
    from core.reading_phase as begun
    inner join newest
        on newest.measure = begun.measure
        and newest.organisation = begun.organisation
        and newest.month = begun.month
    where begun.cause = 'new_level'
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
    -- A lasting change in a measure without a direction needs no action; nobody can decide about thousands of services
    inner join core.measure as measure
        on measure.measure = run.measure and measure.direction <> 'neutral' and measure.service = 'ALL'
), found as (
    select
        run.measure,
        run.organisation,
        run.month,
        format(
            '{} months in a row {} the mean before, from {} on: {} on average, {} in the {} before.',
            run.run_points,
            if(run.mean > run.mean_before, 'above', 'below'),
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
)
select
    coalesce(rebase.measure, found.measure) as measure,
    coalesce(rebase.organisation, found.organisation) as organisation,
    coalesce(rebase.month, found.month) as month,
    coalesce(
        rebase.reason, 'The figures suggest a lasting change; its cause is not yet known.'
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
