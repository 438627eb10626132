-- One row per measure and organisation: the type of its chart, why, and its finding
with newest as (
    select series, max(phase) as phase
    from core.spc_event
    group by series
), gone_by as (
    -- For a series of rare events: the totals of its last phase, and the interval since the last event
    select
        event.series,
        any_value(event.basis) as basis,
        sum(event.months order by event.stretch) as months,
        sum(event.opportunities order by event.stretch) as opportunities,
        sum(event.events order by event.stretch) as events,
        max(event.month) filter (where event.events > 0) as last_event,
        arg_max(if(event.events > 0, 0, event.opportunities), event.stretch) as since,
        arg_max(event.is_unknown, event.stretch) as is_unknown,
    from core.spc_event as event
    inner join newest on newest.series = event.series and newest.phase = event.phase
    group by event.series
), last_event as (
    select
        measure,
        organisation,
        arg_max(place, (phase, place)) as event_points,
        arg_max(between_events, (phase, place)) as event_value,
        arg_max(centre, (phase, place)) as event_centre,
        arg_max(lower_limit, (phase, place)) as event_lower,
        arg_max(upper_limit, (phase, place)) as event_upper,
    from mart.rare_event_chart
    group by all
), last_month as (
    select
        measure,
        organisation,
        arg_max(chart, month) as month_chart,
        arg_max(centre, month) as month_centre,
        arg_max(lower_limit, month) as month_lower,
        arg_max(upper_limit, month) as month_upper,
    from mart.chart_limit
    group by all
), last_run as (
    select
        measure,
        organisation,
        arg_max(centre, phase) as run_centre,
        arg_max(sentence, phase) as run_sentence,
        arg_max(is_shifted and not is_trial, phase) as run_is_shifted,
    from mart.run_chart
    group by all
), chosen as (
    select
        option.measure,
        option.organisation,
        option.direction,
        measure.chart as asked,
        -- A neutral measure has no unwanted event to count
        gone_by.series is not null
        and option.direction <> 'neutral'
        and asked not in ('t', 'run') as is_rare,
        case
            when is_rare then 'g'
            when asked = 'g' then null
            when asked in ('t', 'run') then asked
            when asked <> 'xmr' then last_month.month_chart
            when summary.refusal is null then 'xmr'
        end as fitting,
        -- With fewer than five intervals the next one cannot be assessed
        if(fitting in ('g', 't') and coalesce(last_event.event_points, 0) < 5, null, fitting)
            as picked,
        gone_by.* exclude (series),
        last_event.* exclude (measure, organisation),
        last_month.* exclude (measure, organisation),
        last_run.* exclude (measure, organisation),
        summary.points as summary_points,
        summary.last_month,
        summary.last_value as month_value,
        summary.mean,
        summary.lower_limit as xmr_lower,
        summary.upper_limit as xmr_upper,
        summary.variation as xmr_variation,
        summary.sentence as xmr_sentence,
    from core.spc_option as option
    inner join core.measure as measure on measure.measure = option.measure
    inner join mart.spc_summary as summary
        on summary.measure = option.measure and summary.organisation = option.organisation
    left join gone_by on gone_by.series = option.series
    left join last_event
        on last_event.measure = option.measure and last_event.organisation = option.organisation
    left join last_month
        on last_month.measure = option.measure and last_month.organisation = option.organisation
    left join last_run
        on last_run.measure = option.measure and last_run.organisation = option.organisation
), valued as (
    select
        *,
        coalesce(if(fitting in ('g', 't'), event_points, summary_points), 0)::integer as points,
        case
            when picked in ('g', 't') then event_value
            else month_value
        end as last_value,
        case
            when picked in ('g', 't') then event_centre
            when picked = 'xmr' then mean
            when picked = 'run' then run_centre
            when picked is not null then month_centre
        end as centre,
        case
            when picked in ('g', 't') then event_lower
            when picked = 'xmr' then xmr_lower
            when picked <> 'run' then month_lower
        end as lower_limit,
        case
            when picked in ('g', 't') then event_upper
            when picked = 'xmr' then xmr_upper
            when picked <> 'run' then month_upper
        end as upper_limit,
        case
            when picked in ('xmr', 'run') or picked is null then 0
            when picked = 'g' and since > upper_limit or last_value > upper_limit then 1
            when last_value < lower_limit then -1
            else 0
        end as beyond,
        -- Runs speak where no limit does: a chart has one finding
        picked not in ('xmr', 'g') and beyond = 0 and run_is_shifted as is_run_finding,
    from chosen
), worded as (
    select
        *,
        if(basis = 'months', 'months', 'cases') as unit_between,
        case
            when events = 0 and basis = 'months' then 'None in ' || months || ' months.'
            when events = 0 then 'None in ' || opportunities::bigint || ' cases.'
            when basis = 'months'
                then 'Any in ' || events::bigint || ' of ' || months || ' months, last in '
                    || strftime(last_event, '%B %Y') || '.'
            else events::bigint || ' in ' || opportunities::bigint || ' cases, last in '
                || strftime(last_event, '%B %Y') || '.'
        end as rare_words,
        case
            when beyond = 0 or direction = 'neutral' then ''
            -- A long interval between unwanted events is good; a measured time has its own direction
            when (beyond = 1) = (picked = 'g' or direction = 'increase')
                then ': improvement'
            else ': deterioration'
        end as meaning,
        case
            when beyond = 1
                then strftime(last_month, '%B %Y') || ' above the upper limit' || meaning || '.'
            when beyond = -1
                then strftime(last_month, '%B %Y') || ' below the lower limit' || meaning || '.'
        end as beyond_words,
    from valued
)
select
    measure,
    organisation,
    last_month,
    asked,
    picked as chart,
    picked is null or picked <> asked as is_routed,
    if(is_rare, basis, null) as basis,
    points,
    -- A convention of Making Data Count's Excel tool (docs/spc.md)
    picked is not null and picked <> 'run' and points < 13 as is_trial,
    last_value,
    since,
    centre,
    lower_limit,
    upper_limit,
    case
        when picked = 'xmr' then xmr_variation
        when picked is null or picked = 'run' or is_trial or is_run_finding then null
        when beyond = 0 then 'common_cause'
        when direction = 'neutral'
            then if(beyond = 1, 'special_cause_neutral_high', 'special_cause_neutral_low')
        when meaning = ': improvement' then 'special_cause_improvement'
        else 'special_cause_concern'
    end as variation,
    case
        when picked = 'xmr' then xmr_sentence
        when picked = 'run' then run_sentence
        when picked = 'g'
            then rare_words || ' Usually ' || regexp_replace(round(centre, 1)::varchar, '[.]0$', '') || ' '
                || unit_between || ' pass between two, by chance up to '
                || floor(upper_limit)::bigint
                || case
                    when is_unknown then '; a missing month hides how many have passed since.'
                    when since > 0
                        then '; passed since: ' || since::bigint || meaning || '.'
                    else meaning || '.'
                end
        when is_rare and events = 0 then rare_words || ' There is nothing to chart.'
        when is_rare then rare_words || ' Too few to chart what lies between them.'
        when asked = 'g' then 'Too many months have an event for a chart of what lies between them.'
        when asked = 't' and picked is null then 'Too few times between events: ' || points || ' of 5.'
        when picked is null then xmr_sentence
        when beyond <> 0 and not run_is_shifted then beyond_words
        else concat_ws(' ', beyond_words, run_sentence)
    end as sentence,
    coalesce(is_run_finding, false) as is_shifted,
from worded
