-- One row per measure, organisation and phase of the reading aid: why it begins, and whether its months are coloured
with span as (
    select
        series,
        phase,
        min(month) as first_month,
        max(month) as last_month,
    from core.reading_step
    group by all
), newest as (
    select series, max(phase) as phase
    from span
    group by series
), judged as (
    select
        option.measure,
        option.organisation,
        span.phase,
        span.first_month,
        span.last_month,
        limits.points::integer as points,
        newest.phase is not null as is_newest,
        case
            when limits.points < 13 then 'trial'
            when limits.refusal is not null then limits.refusal
            when newest.phase is not null and not option.is_current then 'old'
            -- Judged without its last run, so that a change that has just begun keeps its colour
            when newest.phase is not null and settled.is_shifted and not settled.is_trial then 'not_stable'
        end as refusal,
        list_filter(option.rebases, lambda rebase: rebase <= span.first_month)[-1] as begun_month,
    from span
    inner join core.reading_option as option on option.series = span.series
    inner join core.reading_limit as limits
        on limits.series = span.series and limits.phase = span.phase
    left join newest on newest.series = span.series and newest.phase = span.phase
    left join core.settled_run as settled
        on settled.measure = option.measure
        and settled.organisation = option.organisation
        and settled.phase = newest.phase
)
select
    judged.measure,
    judged.organisation,
    judged.phase,
    judged.first_month,
    judged.last_month,
    judged.points,
    judged.is_newest,
    begun.cause,
    begun.detail,
    judged.refusal,
    judged.refusal is null as is_coloured,
from judged
left join core.reading_phase as begun
    on begun.measure = judged.measure
    and begun.organisation = judged.organisation
    and begun.month = judged.begun_month
