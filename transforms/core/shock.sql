-- One row per shock: months that count neither as baseline nor as gain, everywhere
select
    strptime(from_month, '%Y-%m')::date as from_month,
    strptime(to_month, '%Y-%m')::date as to_month,
    title,
    why,
    source,
from staging.shock
