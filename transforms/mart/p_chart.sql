-- One row per measure, organisation and month of shares: P chart limits, plain and Laney's P'
select
    option.measure,
    option.organisation,
    point.month,
    point.rate as value,
    point.numerator,
    point.opportunities as denominator,
    point.phase,
    point.centre,
    if(point.centre < 3 * point.deviation, 0, point.centre - 3 * point.deviation) as lower_p,
    if(1 - point.centre < 3 * point.deviation, 1, point.centre + 3 * point.deviation) as upper_p,
    point.sigma_z,
    3 * point.deviation * point.sigma_z as reach,
    if(point.centre < reach, 0, point.centre - reach) as lower_laney,
    if(1 - point.centre < reach, 1, point.centre + reach) as upper_laney,
    point.rate < lower_laney or point.rate > upper_laney as is_outside,
from core.spc_attribute as point
inner join core.spc_option as option on option.series = point.series
where point.chart = 'p'
