-- One row per series of `holdgain spc`: its options as given in the files, and its rhythm
select
    name.series,
    name.series_id as measure,
    '' as organisation,
    coalesce(given.rule_set, 'ptd') as rule_set,
    coalesce(given.direction, 'increase') as direction,
    rhythm.period,
    rhythm.step_seconds,
    given.fix_after_points,
    given.screens_moving_ranges,
    coalesce(given.target, dated.last_target) as target,
    -- A rebase date without a point is reported and has no effect
    list_filter(
        coalesce(given.rebases, []),
        lambda rebase: list_contains(rhythm.months, rebase)
    ) as rebases,
    true as is_current,
from series_name as name
inner join series_calendar on series_calendar.series = name.series
inner join rhythm on rhythm.calendar = series_calendar.calendar
left join given on given.series_id = name.series_id
left join (
    select series, arg_max_null(target, month) as last_target
    from point
    where series in (select aimed.series from point as aimed where aimed.target is not null)
    group by all
) as dated on dated.series = name.series
