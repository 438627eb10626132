-- One row per series and phase: the mean and limits that its points are compared with
with chart as (
    select
        option.series,
        option.fix_after_points,
        rule.points_for_limits,
        rule.reach_per_range,
        coalesce(option.screens_moving_ranges, rule.screens_moving_ranges) as is_screened,
    from core.spc_option as option
    inner join core.spc_rule_set as rule on rule.rule_set = option.rule_set
), used as (
    select
        step.series,
        step.phase,
        step.value,
        coalesce(step.place > chart.fix_after_points, false) as is_after_fix,
        if(is_after_fix, null, step.value) as used_value,
        if(is_after_fix, null, abs(step.step)) as moving_range,
        chart.is_screened,
        chart.points_for_limits,
        chart.reach_per_range,
    from core.spc_step as step
    inner join chart on chart.series = step.series
), centre as (
    select
        series,
        phase,
        count(*) as places,
        count(value) as points,
        min(value) as lowest,
        max(value) as highest,
        count(*) filter (where value = 0) as zeros,
        count(used_value) as points_used,
        -- Compensated summation in a fixed order: otherwise the last bit of the mean differs between builds
        favg(used_value order by used_value) as mean,
        -- A point within rounding error of the mean or a limit counts as on it (`tolerance_of_ties` in docs/spc.md)
        1e-12 * max(abs(used_value)) as tolerance,
        -- Moving ranges from 3.267 (D4) times their mean are screened out, as in NHSRplotthedots
        if(any_value(is_screened), 3.267 * favg(moving_range order by moving_range) - tolerance, null)
            as moving_range_ceiling,
    from used
    group by all
), spread as (
    select
        used.series,
        used.phase,
        favg(used.moving_range order by used.moving_range) filter (
            where centre.moving_range_ceiling is null
            or used.moving_range < centre.moving_range_ceiling
        ) as kept_moving_range,
        any_value(used.points_for_limits) as points_for_limits,
        any_value(used.reach_per_range) as reach_per_range,
    from used
    inner join centre on centre.series = used.series and centre.phase = used.phase
    group by all
)
select
    centre.series,
    centre.phase,
    centre.places,
    centre.points,
    centre.lowest,
    centre.highest,
    centre.zeros,
    centre.mean,
    centre.tolerance,
    centre.moving_range_ceiling,
    if(centre.points_used >= spread.points_for_limits, spread.kept_moving_range, null)
        as average_moving_range,
    spread.reach_per_range * average_moving_range as reach,
    -- Below 13 points these are trial limits, and too few to judge the values by
    case
        when centre.points < 13 then null
        when centre.lowest = centre.highest then 'constant'
        when centre.lowest >= 0 and centre.zeros * 2 >= centre.points then 'rare_events'
        when average_moving_range = 0 then 'mostly_the_same'
    end as refusal,
from centre
inner join spread on spread.series = centre.series and spread.phase = centre.phase
