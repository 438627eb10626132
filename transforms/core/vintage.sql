-- One row per kind and month that was accepted more than once: the first, the previous and the current load
select
    told.kind,
    strptime(told.month, '%Y-%m')::date as month,
    told.vintages,
    told.first_load,
    told.previous_load,
    told.revised_load,
    first.received_at as first_received_at,
    previous.received_at as previous_received_at,
    revised.received_at as revised_received_at,
    revised.called,
    revised.is_provisional,
from staging.vintage as told
inner join core.load as first on first.load_id = told.first_load
inner join core.load as previous on previous.load_id = told.previous_load
inner join core.load as revised on revised.load_id = told.revised_load
order by told.kind, told.month
