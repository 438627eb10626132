-- One row per measure and organisation drawn as XmR: the second chart of the same months, and its finding
with charted as (
    select
        limits.measure,
        limits.organisation,
        limits.month,
        limits.phase,
        limits.value,
        limits.centre,
        limits.lower_laney,
        limits.upper_laney,
        coalesce(limits.is_outside, false) as is_outside,
    from mart.p_chart as limits
    inner join core.measure as measure
        on measure.measure = limits.measure and measure.beside = 'p_prime'
    inner join mart.chart as shown
        on shown.measure = limits.measure
        and shown.organisation = limits.organisation
        and shown.chart = 'xmr'
), latest as (
    select
        measure,
        organisation,
        max(month) as last_month,
        max(phase) as phase,
        arg_max(value, month) as last_value,
        arg_max(centre, month) as centre,
        arg_max(lower_laney, month) as lower_limit,
        arg_max(upper_laney, month) as upper_limit,
        count(*) filter (where is_outside) as outside,
    from charted
    group by all
), counted as (
    select
        latest.*,
        count(*)::integer as points,
    from latest
    inner join charted
        on charted.measure = latest.measure
        and charted.organisation = latest.organisation
        and charted.phase = latest.phase
    group by all
), judged as (
    select
        counted.*,
        measure.beside,
        measure.direction,
        measure.noun,
        -- A convention, as for every chart (docs/spc.md)
        counted.points < 13 as is_trial,
        case
            when counted.last_value > counted.upper_limit then 1
            when counted.last_value < counted.lower_limit then -1
            else 0
        end as beyond,
        case
            when beyond = 0 or measure.direction = 'neutral' then ''
            when (beyond = 1) = (measure.direction = 'increase') then ' (improvement)'
            else ' (deterioration)'
        end as meaning,
        (counted.outside - abs(beyond))::integer as outside_before,
    from counted
    inner join core.measure as measure on measure.measure = counted.measure
)
select
    measure,
    organisation,
    beside as asked,
    -- All or none of the cases, or a single month: there is no variation to set limits from
    if(lower_limit is null, null, beside) as chart,
    last_month,
    points,
    is_trial,
    last_value,
    centre,
    lower_limit,
    upper_limit,
    outside_before,
    case
        when chart is null or is_trial then null
        when beyond = 0 then 'common_cause'
        when direction = 'neutral'
            then if(beyond = 1, 'special_cause_neutral_high', 'special_cause_neutral_low')
        when meaning = ' (improvement)' then 'special_cause_improvement'
        else 'special_cause_concern'
    end as variation,
    if(
        chart is null,
        'A P′ chart has no limits here: the months do not vary, or there is only one.',
        if(is_trial, 'With trial limits, from ' || points || ' of 13 months, ', '')
        || strftime(last_month, '%B %Y')
        || case beyond
            when 1 then ' lies above the upper limit'
            when -1 then ' lies below the lower limit'
            else ' lies within the limits'
        end
        || if(is_trial, '', meaning)
        || case
            when outside_before = 0 then ' and no earlier month lies outside'
            when outside_before = 1 then ' and 1 earlier month lies outside'
            else ' and ' || outside_before || ' earlier months lie outside'
        end
        || '; these limits follow the number of ' || noun
        || ' of each month, wider where there are fewer; those of the XmR chart are the same in every month.'
    ) as sentence,
from judged
