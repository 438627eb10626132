-- One row per series and month of shares, counts or rates: distance from the centre in standard deviations of chance
with counted as (
    select
        step.series,
        step.phase,
        step.place,
        step.month,
        case
            when measure.unit = 'share' then 'p'
            -- A count stays a count, even with a denominator
            when observation.denominator is null or measure.unit = 'count' then 'c'
            else 'u'
        end as chart_kind,
        observation.numerator,
        -- A count is a rate with the same area of opportunity every month
        if(chart_kind = 'c', 1, observation.denominator) as opportunities,
        step.value as rate,
        -- Values may be per 1,000, and then so are the centre and the limits; rounding takes away the last bits
        if(
            chart_kind = 'u' and observation.numerator > 0,
            round(step.value * opportunities / observation.numerator, 6),
            null
        ) as scale,
        coalesce(step.place > option.fix_after_points, false) as is_after_fix,
        coalesce(option.screens_moving_ranges, rule.screens_moving_ranges) as is_screened,
    from core.spc_step as step
    inner join core.spc_option as option on option.series = step.series
    inner join core.spc_rule_set as rule on rule.rule_set = option.rule_set
    inner join core.observation as observation
        on observation.measure = option.measure
        and observation.organisation = option.organisation
        and observation.month = step.month
    inner join core.measure as measure on measure.measure = option.measure
    -- A service has one chart, an XmR chart
    where observation.service = 'ALL'
        and if(
            measure.unit = 'share',
            observation.denominator > 0,
            observation.numerator >= 0 and coalesce(observation.denominator, 1) > 0
        )
), centre as (
    select
        series,
        phase,
        coalesce(max(scale), 1) as scale,
        coalesce(max(scale), 1)
        * sum(numerator order by numerator) filter (where not is_after_fix)
        / sum(opportunities order by opportunities) filter (where not is_after_fix) as centre,
    from counted
    group by all
), scored as (
    select
        counted.* exclude (scale, chart_kind),
        counted.chart_kind as chart,
        centre.centre,
        sqrt(
            centre.centre
            -- Binomial for a share, Poisson for a count or a rate
            * if(counted.chart_kind = 'p', 1 - centre.centre, centre.scale)
            / counted.opportunities
        ) as deviation,
        -- All, none or no event at all leaves no variation to score
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
        -- Moving ranges from 3.267 (D4) times their mean are screened out, as for XmR
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
    moved.series,
    moved.month,
    moved.phase,
    moved.chart,
    moved.numerator,
    moved.opportunities,
    moved.rate,
    moved.centre,
    moved.deviation,
    spread.sigma_z,
from moved
inner join spread on spread.series = moved.series and spread.phase = moved.phase
