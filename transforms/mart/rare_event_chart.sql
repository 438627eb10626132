-- One row per measure, organisation and event: the G chart of rare events, the T chart of times
with apart as (
    -- Several events in one month share the interval since the previous event evenly
    select
        series,
        phase,
        'g' as chart,
        basis,
        month,
        -- A rate may have more events than opportunities: then the interval is zero
        greatest(opportunities / events - 1, 0) as between_events,
        unnest(generate_series(1, events::bigint)) as event,
    from core.spc_event
    where events > 0 and not is_unknown
    union all by name
    select
        step.series,
        step.phase,
        't' as chart,
        'time' as basis,
        step.month,
        step.value as between_events,
        1 as event,
    from core.spc_step as step
    inner join core.spc_option as option on option.series = step.series
    inner join core.measure as measure on measure.measure = option.measure and measure.chart = 't'
    where step.value > 0
), placed as (
    select
        apart.*,
        row_number() over (
            partition by apart.series, apart.phase, apart.chart order by apart.month, apart.event
        ) as place,
        coalesce(place > option.fix_after_points, false) as is_after_fix,
        option.fix_after_points is not null as is_fixed,
        coalesce(option.screens_moving_ranges, rule.screens_moving_ranges) as is_screened,
        -- This root makes times between events nearly normal (Nelson 1994)
        if(apart.chart = 't', apart.between_events ** (1 / 3.6), null) as root,
    from apart
    inner join core.spc_option as option on option.series = apart.series
    inner join core.spc_rule_set as rule on rule.rule_set = option.rule_set
), moved as (
    select
        *,
        if(is_after_fix, null, abs(root - lag(root) over places)) as moving_range,
    from placed
    window places as (partition by series, phase, chart order by place)
), centre as (
    select
        series,
        phase,
        chart,
        favg(between_events order by between_events) filter (where not is_after_fix) as mean,
        favg(root order by root) filter (where not is_after_fix) as root_mean,
        -- Moving ranges from 3.267 (D4) times their mean are screened out, as for XmR
        if(any_value(is_screened), 3.267 * favg(moving_range order by moving_range), null) as ceiling,
        -- The centre of a skewed chart is its median; with frozen limits, the geometric's: ln 2 = 0.693 of its mean
        if(any_value(is_fixed), 0.693 * mean, median(between_events)) as middle,
    from moved
    group by all
), spread as (
    select
        moved.series,
        moved.phase,
        moved.chart,
        3 / 1.128 * favg(moved.moving_range order by moved.moving_range) filter (
            where centre.ceiling is null or moved.moving_range < centre.ceiling
        ) as root_reach,
    from moved
    inner join centre
        on centre.series = moved.series
        and centre.phase = moved.phase
        and centre.chart = moved.chart
    group by all
)
select
    option.measure,
    option.organisation,
    moved.month,
    moved.event::integer as event,
    moved.chart,
    moved.basis,
    moved.phase,
    moved.place,
    moved.between_events,
    centre.mean,
    if(moved.chart = 'g', centre.middle, centre.root_mean ** 3.6) as centre,
    if(
        moved.chart = 'g',
        greatest(centre.mean - 3 * sqrt(centre.mean * (centre.mean + 1)), 0),
        if(centre.root_mean < spread.root_reach, 0, centre.root_mean - spread.root_reach) ** 3.6
    ) as lower_limit,
    if(
        moved.chart = 'g',
        centre.mean + 3 * sqrt(centre.mean * (centre.mean + 1)),
        (centre.root_mean + spread.root_reach) ** 3.6
    ) as upper_limit,
    moved.between_events < lower_limit or moved.between_events > upper_limit as is_outside,
from moved
inner join core.spc_option as option on option.series = moved.series
inner join centre
    on centre.series = moved.series and centre.phase = moved.phase and centre.chart = moved.chart
inner join spread
    on spread.series = moved.series and spread.phase = moved.phase and spread.chart = moved.chart
