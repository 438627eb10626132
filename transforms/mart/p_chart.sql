-- One row per measure, organisation and month of shares: P chart limits, plain and Laney's P'
with counted as (
    select
        step.series,
        step.phase,
        step.place,
        step.month,
        step.value,
        observation.numerator,
        observation.denominator,
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
        on measure.measure = option.measure and measure.unit = 'share'
    where observation.denominator > 0
), centre as (
    select
        series,
        phase,
        sum(numerator) filter (where not is_after_fix)
        / sum(denominator) filter (where not is_after_fix) as centre,
    from counted
    group by all
), scored as (
    select
        counted.*,
        centre.centre,
        sqrt(centre.centre * (1 - centre.centre) / counted.denominator) as deviation,
        -- All or nothing leaves no variation to score
        (counted.value - centre.centre) / nullif(deviation, 0) as score,
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
    moved.value,
    moved.numerator,
    moved.denominator,
    moved.phase,
    moved.centre,
    if(moved.centre < 3 * moved.deviation, 0, moved.centre - 3 * moved.deviation) as lower_p,
    if(1 - moved.centre < 3 * moved.deviation, 1, moved.centre + 3 * moved.deviation) as upper_p,
    spread.sigma_z,
    3 * moved.deviation * spread.sigma_z as reach,
    if(moved.centre < reach, 0, moved.centre - reach) as lower_laney,
    if(1 - moved.centre < reach, 1, moved.centre + reach) as upper_laney,
    moved.value < lower_laney or moved.value > upper_laney as is_outside,
from moved
inner join core.spc_option as option on option.series = moved.series
inner join spread on spread.series = moved.series and spread.phase = moved.phase
