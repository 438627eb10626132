-- One row per series of `holdgain spc`: its options as given in the files
with stepped as (
    select
        series_id,
        line,
        month,
        date_diff('day', lag(month) over (partition by series_id order by month), month) as days,
    from point
), series as (
    select series_id, min(line) as first_line, median(days) as days
    from stepped
    group by all
)
select
    row_number() over (order by series.first_line)::integer as series,
    series.series_id as measure,
    '' as organisation,
    coalesce(given.rule_set, 'ptd') as rule_set,
    coalesce(given.direction, 'increase') as direction,
    case
        when series.days = 1 then 'day'
        when series.days = 7 then 'week'
        when series.days between 28 and 31 then 'month'
        when series.days between 90 and 92 then 'quarter'
        else 'point'
    end as period,
    given.fix_after_points,
    given.screens_moving_ranges,
    given.target,
    -- A rebase date without a point is reported and has no effect
    list_filter(
        coalesce(given.rebases, []::date[]),
        lambda rebase: list_contains(points.months, rebase)
    ) as rebases,
from series
inner join (select series_id, list(month) as months from point group by all) as points
    on points.series_id = series.series_id
left join given on given.series_id = series.series_id
