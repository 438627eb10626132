-- One row per measure, organisation and month of counts or rates: C or U limits, and Laney's U'
select
    option.measure,
    option.organisation,
    point.month,
    point.chart,
    point.rate as value,
    point.numerator,
    if(point.chart = 'u', point.opportunities, null) as denominator,
    point.phase,
    point.centre,
    greatest(point.centre - 3 * point.deviation, 0) as lower_limit,
    point.centre + 3 * point.deviation as upper_limit,
    point.sigma_z,
    3 * point.deviation * point.sigma_z as reach,
    if(point.centre < reach, 0, point.centre - reach) as lower_laney,
    point.centre + reach as upper_laney,
    point.rate < lower_limit or point.rate > upper_limit as is_outside,
    point.rate < lower_laney or point.rate > upper_laney as is_outside_laney,
from core.spc_attribute as point
inner join core.spc_option as option on option.series = point.series
where point.chart in ('c', 'u')
