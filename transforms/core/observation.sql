-- One row per measure, organisation and month: providers, areas and ENGLAND, and local measures
select measure, organisation, month, numerator, denominator, value
from staging.observation
union all
select measure, organisation, month, numerator, denominator, value
from core.local_figure
where fault is null and value is not null
order by measure, organisation, month
