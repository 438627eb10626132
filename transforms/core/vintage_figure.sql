-- One row per figure of the compared loads: measures, and cells where an organisation has one row
with figure as (
    select load_id, source_kind, organisation, item, false as is_measure, value
    from staging.cell
    union all by name
    select load_id, source_kind, organisation, measure as item, true as is_measure, value
    from staging.earlier_observation
    union all by name
    select load_id, source_kind, organisation, measure as item, true as is_measure, value
    from staging.observation
    where load_id in (select revised_load from core.vintage)
)
select
    figure.load_id,
    figure.organisation,
    figure.item,
    coalesce(if(figure.is_measure, measure.title, header.header), figure.item) as title,
    figure.is_measure,
    figure.value,
from figure
left join staging.header as header
    on header.kind = figure.source_kind and header.item = figure.item
left join core.measure as measure on measure.measure = figure.item
