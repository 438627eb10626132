-- One row per series, phase and interval ending in an event, including the open interval at the end
with seen as (
    select
        step.series,
        step.phase,
        step.month,
        if(observation.denominator is null, 'months', 'opportunities') as basis,
        coalesce(observation.denominator, 1) as opportunities,
        -- The event is the unwanted outcome; for a plain count, a month with any
        case
            when observation.denominator is null then least(observation.numerator, 1)
            when measure.unit = 'share' and measure.direction = 'increase'
                then observation.denominator - observation.numerator
            else observation.numerator
        end as events,
        date_diff('month', lag(step.month) over months, step.month) > 1 as follows_gap,
    from core.spc_step as step
    inner join core.spc_option as option on option.series = step.series
    inner join core.observation as observation
        on observation.measure = option.measure
        and observation.organisation = option.organisation
        and observation.month = step.month
    inner join core.measure as measure on measure.measure = option.measure
    where observation.numerator >= 0 and coalesce(observation.denominator, 1) > 0
    window months as (partition by step.series, step.phase order by step.month)
), rare as (
    -- At least half of the months have no event
    select series
    from seen
    group by all
    having count(*) filter (where events = 0) * 2 >= count(*)
), stretched as (
    select
        seen.*,
        count(*) filter (where seen.events > 0) over (
            partition by seen.series, seen.phase order by seen.month
            rows between unbounded preceding and 1 preceding
        ) as stretch,
    from seen
    inner join rare on rare.series = seen.series
)
select
    series,
    phase,
    stretch,
    any_value(basis) as basis,
    min(month) as first_month,
    max(month) as month,
    count(*)::integer as months,
    sum(opportunities order by opportunities) as opportunities,
    sum(events order by events) as events,
    -- The interval before the first event has no start, and a missing month may hide an event
    stretch = 0 or coalesce(bool_or(follows_gap), false) as is_unknown,
from stretched
group by series, phase, stretch
