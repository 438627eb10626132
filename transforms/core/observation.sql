-- One row per measure, organisation and month: providers, areas and ENGLAND alike
select measure, organisation, month, numerator, denominator, value
from staging.observation
order by measure, organisation, month
