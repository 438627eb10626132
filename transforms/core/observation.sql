-- One row per measure, organisation and month: providers, areas and ENGLAND, and local measures
with figure as (
    select measure, organisation, month, numerator, denominator, value
    from staging.observation
    union all
    -- Areas that an extract names without a code: the figures of the organisations that it places in them
    select
        told.measure,
        placement.area as organisation,
        told.month,
        sum(told.numerator order by told.numerator) as numerator,
        sum(told.denominator order by told.denominator) as denominator,
        if(
            any_value(measure.unit) = 'count',
            sum(told.numerator order by told.numerator),
            sum(told.numerator order by told.numerator)
            / nullif(sum(told.denominator order by told.denominator), 0)
        ) as value,
    from staging.observation as told
    inner join staging.measure as measure
        -- A median cannot be summed
        on measure.measure = told.measure and measure.percentile is null
    inner join core.placement as placement
        on placement.source_kind = measure.kind
        and placement.is_by_name
        and placement.organisation = told.organisation
        and placement.month = told.month
    group by told.measure, placement.area, told.month
    union all
    select measure, organisation, month, numerator, denominator, value
    from core.local_figure
    where fault is null and value is not null
    union all
    select measure, organisation, month, numerator, denominator, value
    from staging.service_observation
)
select
    figure.*,
    -- A figure of a measure that nobody defines is of no service
    coalesce(measure.service, 'ALL') as service,
from figure
left join core.measure as measure on measure.measure = figure.measure
order by figure.measure, figure.organisation, figure.month
