-- One row per measure, organisation and month of counts or rates: C or U limits, and Laney's U'
with counted as (
    select
        step.series,
        step.phase,
        step.place,
        step.month,
        observation.numerator,
        if(observation.denominator is null, 'c', 'u') as chart,
        -- A count is a rate whose area of opportunity is the same every month
        coalesce(observation.denominator, 1) as opportunities,
        observation.numerator / opportunities as rate,
        coalesce(step.place > option.fix_after_points, false) as is_after_fix,
        coalesce(option.screens_moving_ranges, rule.screens_moving_ranges) as is_screened,
    from core.spc_step as step
    inner join core.spc_option as option on option.series = step.series
    inner join core.spc_rule_set as rule on rule.rule_set = option.rule_set
    inner join core.observation as observation
        on observation.measure = option.measure
        and observation.organisation = option.organisation
        and observation.month = step.month
    inner join core.measure as measure
        on measure.measure = option.measure and measure.unit <> 'share'
    where observation.numerator >= 0 and coalesce(observation.denominator, 1) > 0
), centre as (
    select
        series,
        phase,
        sum(numerator) filter (where not is_after_fix)
        / sum(opportunities) filter (where not is_after_fix) as centre,
    from counted
    group by all
), scored as (
    select
        counted.*,
        centre.centre,
        sqrt(centre.centre / counted.opportunities) as deviation,
        -- No event at all leaves no variation to score
        (counted.rate - centre.centre) / nullif(deviation, 0) as score,
    from counted
    inner join centre on centre.series = counted.series and centre.phase = counted.phase
), moved as (
    select
        *,
        if(is_after_fix, null, abs(score - lag(score) over places)) as moving_range,
    from scored
    window places as (partition by series, phase order by place)
), screened as (
    select
        series,
        phase,
        if(any_value(is_screened), 3.267 * favg(moving_range order by moving_range), null) as ceiling,
    from moved
    group by all
), spread as (
    select
        moved.series,
        moved.phase,
        favg(moved.moving_range order by moved.moving_range) filter (
            where screened.ceiling is null or moved.moving_range < screened.ceiling
        ) / 1.128 as sigma_z,
    from moved
    inner join screened on screened.series = moved.series and screened.phase = moved.phase
    group by all
)
select
    option.measure,
    option.organisation,
    moved.month,
    moved.chart,
    moved.rate as value,
    moved.numerator,
    if(moved.chart = 'u', moved.opportunities, null) as denominator,
    moved.phase,
    moved.centre,
    greatest(moved.centre - 3 * moved.deviation, 0) as lower_limit,
    moved.centre + 3 * moved.deviation as upper_limit,
    spread.sigma_z,
    3 * moved.deviation * spread.sigma_z as reach,
    if(moved.centre < reach, 0, moved.centre - reach) as lower_laney,
    moved.centre + reach as upper_laney,
    moved.rate < lower_limit or moved.rate > upper_limit as is_outside,
    moved.rate < lower_laney or moved.rate > upper_laney as is_outside_laney,
from moved
inner join core.spc_option as option on option.series = moved.series
inner join spread on spread.series = moved.series and spread.phase = moved.phase
