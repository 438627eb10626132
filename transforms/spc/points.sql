-- One row per point of `holdgain spc`: the columns of NHSRplotthedots, then Holdgain's own
with ghost as (
    select option.series, point.month, point.value, point.ghost_reason
    from point
    inner join core.spc_option as option on option.measure = point.series_id
    where point.is_ghost
), dated_target as (
    select option.series, point.month, point.target
    from point
    inner join core.spc_option as option on option.measure = point.series_id
    where point.target is not null
), dated as (
    select distinct series from dated_target
)
select
    point.measure as series_id,
    point.month as date,
    coalesce(point.value, ghost.value) as y,
    point.phase as rebase_group,
    if(coalesce(point.place > option.fix_after_points, false), null, point.value) as fix_y,
    if(
        coalesce(point.place > option.fix_after_points, false)
        or coalesce(abs(step.step) >= limits.moving_range_ceiling, false),
        null,
        abs(step.step)
    ) as mr_used,
    coalesce(limits.average_moving_range, 'nan'::double) as amr,
    coalesce(point.mean, 'nan'::double) as mean,
    coalesce(point.lower_limit, 'nan'::double) as lpl,
    coalesce(point.upper_limit, 'nan'::double) as upl,
    coalesce(point.lower_near, 'nan'::double) as nlpl,
    coalesce(point.upper_near, 'nan'::double) as nupl,
    -- A series with a target for each date has none where the cell is empty
    if(dated.series is null, point.target, dated_target.target) as target,
    upper(point.is_outside::varchar) as outside_limits,
    point.side as relative_to_mean,
    upper(point.is_near::varchar) as close_to_limits,
    point.is_trend::integer as part_of_trend7,
    point.is_two_of_three::integer as part_of_2in3,
    point.is_shift::integer as part_of_shift7,
    point.label as special_cause_type,
    upper((point.rule is not null)::varchar) as special_cause_flag,
    point.variation as point_type,
    upper((limits.places < 13)::varchar) as short_group_warning,
    point.rule_set,
    -- What to show: nothing with trial limits, or limits that would mislead
    if(limits.points >= 13 and limits.refusal is null, point.variation, null) as guarded_point_type,
    upper((ghost.series is not null)::varchar) as is_ghost,
    ghost.ghost_reason,
from mart.spc as point
inner join core.spc_step as step
    on step.series = point.series and step.month = point.month
inner join core.spc_limit as limits
    on limits.series = point.series and limits.phase = point.phase
inner join core.spc_option as option on option.series = point.series
left join ghost on ghost.series = point.series and ghost.month = point.month
left join dated_target
    on dated_target.series = point.series and dated_target.month = point.month
left join dated on dated.series = point.series
order by option.series, point.month
