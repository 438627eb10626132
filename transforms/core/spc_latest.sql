-- One row per series: its last point, the runs that end there, and the gaps before it
with extent as (
    select
        series,
        max(phase) as phase,
        count(*)::integer as phases,
        sum(places)::integer as places,
        sum(points)::integer as points,
    from core.spc_limit
    group by all
), latest as (
    select
        point.*,
        extent.phases,
        extent.places,
        extent.points,
        limits.points as phase_points,
        limits.average_moving_range,
        limits.refusal as phase_refusal,
    from extent
    inner join core.spc_limit as limits
        on limits.series = extent.series and limits.phase = extent.phase
    inner join mart.spc as point
        on point.series = extent.series
        and point.phase = extent.phase
        and point.place = limits.places
), history as (
    select
        series,
        min(month) as first_month,
        count(*) filter (where rule is not null)::integer as special_points,
    from mart.spc
    group by all
), broken as (
    -- The place before each run: points on the same side as the last, and steps in its direction
    select
        latest.series,
        coalesce(
            max(point.place) filter (where point.side is distinct from latest.side), 0
        ) as side_break,
        coalesce(
            max(point.place) filter (where point.step is distinct from latest.step), 1
        ) as step_break,
    from latest
    inner join mart.spc as point
        on point.series = latest.series and point.phase = latest.phase
    where latest.rule is not null
    group by all
), begun as (
    select
        broken.series,
        min(point.month) filter (where point.place > broken.side_break) as side_since,
        min(point.month) filter (where point.place >= broken.step_break) as step_since,
        count(*) filter (where point.place > broken.side_break)::integer as side_points,
        count(*) filter (where point.place >= broken.step_break)::integer as step_points,
    from broken
    inner join latest on latest.series = broken.series
    inner join mart.spc as point
        on point.series = latest.series
        and point.phase = latest.phase
        and point.place >= least(broken.side_break, broken.step_break)
    group by all
)
select
    latest.*,
    history.first_month,
    history.special_points,
    begun.side_since,
    begun.side_points,
    begun.step_since,
    begun.step_points,
from latest
inner join history on history.series = latest.series
left join begun on begun.series = latest.series
