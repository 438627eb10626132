-- One row per standard of a measure, with the months between which it held
select
    measure,
    standard,
    strptime(from_month, '%Y-%m')::date as from_month,
    strptime(to_month, '%Y-%m')::date as to_month,
    value,
    title,
    set_by,
    source,
from staging.standard
