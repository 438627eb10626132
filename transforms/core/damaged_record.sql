-- One row per kind of damaged record (of a load or a decision), kind of extract and month: what the figures may lack
select
    record,
    kind,
    strptime(month, '%Y-%m')::date as month,
    count(*) as records,
from staging.damaged_record
group by all
order by record, kind, month
