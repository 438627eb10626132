-- One row per measure and organisation excluded from it between two months
select
    measure,
    organisation,
    strptime(from_month, '%Y-%m')::date as from_month,
    strptime(to_month, '%Y-%m')::date as to_month,
    why,
    source,
from staging.exclusion
