-- One row per series and month: its phase, its place in the phase, and the step from the month before
with phased as (
    select
        point.series,
        -- The month of a rebase is the first of its phase
        len(list_filter(chart.rebases, lambda rebase: rebase <= point.month))::integer as phase,
        point.month,
        point.value,
    from core.spc_series as point
    inner join core.spc_option as chart on chart.series = point.series
)
select
    series,
    phase,
    month,
    value,
    row_number() over months as place,
    value - lag(value) over months as step,
from phased
window months as (partition by series, phase order by month)
