-- One row per series and month of the newest phase of the reading aid, without the run on one side that it ends with
with newest as (
    select series, max(phase) as phase
    from core.reading_limit
    group by series
), last_point as (
    select point.series, point.phase, max(point.place) as place, arg_max(point.side, point.place) as side
    from mart.spc_reading as point
    inner join newest on newest.series = point.series and newest.phase = point.phase
    where point.value is not null
    group by all
), run_start as (
    select
        last_point.series,
        last_point.phase,
        greatest(
            coalesce(max(point.place) filter (where point.side is distinct from last_point.side), 0),
            -- A longer run would have begun a phase of its own
            last_point.place - 12
        ) as place_before,
    from last_point
    inner join mart.spc_reading as point
        on point.series = last_point.series and point.phase = last_point.phase
    group by last_point.series, last_point.phase, last_point.place
)
select step.*
from core.reading_step as step
inner join run_start on run_start.series = step.series and run_start.phase = step.phase
where step.place <= run_start.place_before
