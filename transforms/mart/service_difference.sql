-- One row per measure, organisation and month of counts whose services do not add up to all of them together
with part as (
    select
        measure.whole_measure as measure,
        observation.organisation,
        observation.month,
        sum(observation.value order by observation.value) as services_total,
        count(*)::integer as services,
    from core.observation as observation
    inner join core.measure as measure on measure.measure = observation.measure
    -- A share of few cases is absent, so shares do not add up
    where observation.service <> 'ALL' and measure.unit = 'count'
    group by measure.whole_measure, observation.organisation, observation.month
)
select
    part.measure,
    part.organisation,
    part.month,
    whole.value,
    part.services_total,
    part.services,
from part
left join core.observation as whole
    on whole.measure = part.measure
    and whole.organisation = part.organisation
    and whole.month = part.month
where whole.value is distinct from part.services_total
order by part.measure, part.organisation, part.month
