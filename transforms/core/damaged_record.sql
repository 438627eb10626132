-- One row per damaged record of a load or a decision, which the figures may lack
select
    record,
    kind,
    strptime(month, '%Y-%m')::date as month,
from staging.damaged_record
order by record, kind, month
