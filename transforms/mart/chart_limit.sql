-- One row per measure, organisation and month drawn as P', C, U or U': the limits of that month
select
    limits.measure,
    limits.organisation,
    limits.month,
    'p_prime' as chart,
    limits.value,
    limits.phase,
    limits.centre,
    limits.lower_laney as lower_limit,
    limits.upper_laney as upper_limit,
    coalesce(limits.is_outside, false) as is_outside,
from mart.p_chart as limits
inner join core.measure as measure
    on measure.measure = limits.measure and measure.chart = 'p_prime'
union all by name
select
    limits.measure,
    limits.organisation,
    limits.month,
    measure.chart,
    limits.value,
    limits.phase,
    limits.centre,
    if(measure.chart = 'u_prime', limits.lower_laney, limits.lower_limit) as lower_limit,
    if(measure.chart = 'u_prime', limits.upper_laney, limits.upper_limit) as upper_limit,
    coalesce(
        if(measure.chart = 'u_prime', limits.is_outside_laney, limits.is_outside), false
    ) as is_outside,
from mart.count_chart as limits
inner join core.measure as measure
    on measure.measure = limits.measure
    and (
        measure.chart in ('u', 'u_prime') and limits.chart = 'u'
        or measure.chart = 'c' and limits.chart = 'c'
    )
