-- One row per measure, organisation and phase: the run chart's median and Anhoej's two rules
with centre as (
    select
        step.series,
        step.phase,
        count(step.value)::integer as points,
        median(if(step.place > option.fix_after_points, null, step.value)) as centre,
        1e-12 * max(abs(step.value)) as tolerance,
    from core.spc_step as step
    inner join core.spc_option as option on option.series = step.series
    group by all
), useful as (
    -- A point on the median is neither above nor below
    select step.series, step.phase, step.place, step.value > centre.centre as is_above
    from core.spc_step as step
    inner join centre on centre.series = step.series and centre.phase = step.phase
    where abs(step.value - centre.centre) > centre.tolerance
), turned as (
    select
        *,
        coalesce(is_above <> lag(is_above) over places, false)::integer as is_crossing,
    from useful
    window places as (partition by series, phase order by place)
), numbered as (
    select
        *,
        sum(is_crossing) over (
            partition by series, phase order by place
            rows between unbounded preceding and current row
        ) as run,
    from turned
), run as (
    select series, phase, run, count(*) as length, sum(is_crossing)::integer as crossings
    from numbered
    group by all
), counted as (
    select
        series,
        phase,
        sum(length)::integer as useful_points,
        max(length)::integer as longest_run,
        sum(crossings)::integer as crossings,
    from run
    group by all
)
select
    option.measure,
    option.organisation,
    centre.phase,
    centre.centre,
    centre.points,
    coalesce(counted.useful_points, 0) as useful_points,
    counted.longest_run,
    limits.longest_run_max,
    counted.crossings,
    limits.crossings_min,
    coalesce(
        counted.longest_run > limits.longest_run_max or counted.crossings < limits.crossings_min,
        false
    ) as is_shifted,
    -- Anhoej's rules are silent with fewer than ten useful points (docs/spc.md)
    coalesce(counted.useful_points, 0) < 10 as is_trial,
    case
        when coalesce(counted.useful_points, 0) < 10
            then 'Too few points off the median: '
                || coalesce(counted.useful_points, 0) || ' of 10.'
        when counted.longest_run > limits.longest_run_max
            then 'A run of ' || counted.longest_run
                || ' on one side of the median, where chance gives '
                || limits.longest_run_max || ' at most: the process has shifted.'
        when counted.crossings < limits.crossings_min
            then 'The median is crossed ' || counted.crossings
                || ' times, where chance gives '
                || limits.crossings_min || ' at least: the process has shifted.'
        else 'No sign of a shift.'
    end as sentence,
from centre
inner join core.spc_option as option on option.series = centre.series
left join counted on counted.series = centre.series and counted.phase = centre.phase
left join core.run_chart_limit as limits on limits.useful_points = counted.useful_points
