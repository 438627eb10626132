-- One row per charted series: the options for reading its points with the phases of the reading aid
select
    option.* replace (coalesce(begun.months, option.rebases) as rebases),
from core.spc_option as option
left join core.measure as measure on measure.measure = option.measure
left join (
    select measure, organisation, list(month order by month) as months
    from core.reading_phase
    group by all
) as begun
    -- Other charts than XmR have the approved phases alone
    on measure.chart = 'xmr'
    and begun.measure = option.measure
    and begun.organisation = option.organisation
