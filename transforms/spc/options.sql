-- One row per series of `holdgain spc`: its options as given in the files, and its rhythm
select
    row_number() over (order by rhythm.first_line)::integer as series,
    rhythm.series_id as measure,
    '' as organisation,
    coalesce(given.rule_set, 'ptd') as rule_set,
    coalesce(given.direction, 'increase') as direction,
    rhythm.period,
    rhythm.step_seconds,
    given.fix_after_points,
    given.screens_moving_ranges,
    coalesce(given.target, rhythm.last_target) as target,
    -- A rebase date without a point is reported and has no effect
    list_filter(
        coalesce(given.rebases, []),
        lambda rebase: list_contains(rhythm.months, rebase)
    ) as rebases,
    true as is_current,
from rhythm
left join given on given.series_id = rhythm.series_id
