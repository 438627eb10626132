-- One row per standard of a measure, with the months between which it applied; a local target always applies
with sent as (
    select measure, min(month) as first_month
    from core.local_figure
    where fault is null
    group by all
)
select
    measure.measure,
    told.standard,
    strptime(told.from_month, '%Y-%m')::date as from_month,
    strptime(told.to_month, '%Y-%m')::date as to_month,
    told.value,
    told.title,
    told.set_by,
    told.source,
from staging.standard as told
-- A service is measured against the standard of all services together
inner join core.measure as measure on measure.whole_measure = told.measure
union all by name
select
    measure.measure,
    'local' as standard,
    sent.first_month as from_month,
    null::date as to_month,
    measure.local_target as value,
    'Local target' as title,
    'The improvement teams' as set_by,
    'Definition of the local measure' as source,
from core.measure as measure
inner join sent on sent.measure = measure.measure
where measure.local_target is not null
