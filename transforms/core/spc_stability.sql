-- One row per series with a target: whether its last phase has run on one level, and how often it reached the target
with newest as (
    select limits.series, max(limits.phase) as phase
    from core.spc_limit as limits
    inner join core.spc_option as option on option.series = limits.series
    where option.target is not null
    group by all
), useful as (
    -- A point on the mean lies on neither side
    select step.series, step.place, step.value > limits.mean as is_above
    from core.spc_step as step
    inner join newest on newest.series = step.series and newest.phase = step.phase
    inner join core.spc_limit as limits
        on limits.series = step.series and limits.phase = step.phase
    where abs(step.value - limits.mean) > limits.tolerance
), turned as (
    select
        series,
        place,
        coalesce(is_above <> lag(is_above) over places, false)::integer as is_crossing,
    from useful
    window places as (partition by series order by place)
), numbered as (
    select
        series,
        is_crossing,
        sum(is_crossing) over (
            partition by series order by place rows between unbounded preceding and current row
        ) as run,
    from turned
), run as (
    select series, run, count(*) as length, count_if(is_crossing = 1) as crossings
    from numbered
    group by all
), counted as (
    select
        series,
        sum(length)::integer as useful_points,
        max(length)::integer as longest_run,
        sum(crossings)::integer as crossings,
    from run
    group by all
), dated as (
    select
        point.series,
        point.value,
        option.target,
        option.direction,
        option.period,
        date_diff('month', point.month, max(point.month) over series_points) as months_ago,
        row_number() over (partition by point.series order by point.month desc) as place_from_end,
    from core.spc_step as point
    inner join core.spc_option as option on option.series = point.series
    where option.target is not null
    window series_points as (partition by point.series)
), recent as (
    select
        series,
        count(value)::integer as recent_points,
        case any_value(direction)
            when 'increase' then count(*) filter (where value >= target)
            when 'decrease' then count(*) filter (where value <= target)
        end::integer as recent_reached,
    from dated
    -- A year includes a winter; in another rhythm, as many rows
    where if(period = 'month', months_ago < 12, place_from_end <= 12)
    group by all
)
select
    recent.series,
    counted.useful_points,
    counted.longest_run,
    counted.crossings,
    -- Anhoej's rules on the mean; they are silent with fewer than ten useful points (docs/spc.md)
    coalesce(
        counted.useful_points >= 10
        and counted.longest_run <= limits.longest_run_max
        and counted.crossings >= limits.crossings_min,
        false
    ) as is_stable,
    recent.recent_points,
    recent.recent_reached,
from recent
left join counted on counted.series = recent.series
left join core.run_chart_limit as limits on limits.useful_points = counted.useful_points
