-- One row per shock: months that count nowhere as baseline or gain
select
    strptime(from_month, '%Y-%m')::date as from_month,
    strptime(to_month, '%Y-%m')::date as to_month,
    title,
    why,
    source,
from staging.shock
