-- One row per figure that a later vintage changed: a cell or a measure, as first published and as it counts now
with vintage as (
    select
        told.kind,
        strptime(told.month, '%Y-%m')::date as month,
        told.first_load,
        told.revised_load,
        first.received_at as first_received_at,
        revised.received_at as revised_received_at,
    from staging.vintage as told
    inner join core.load as first on first.load_id = told.first_load
    inner join core.load as revised on revised.load_id = told.revised_load
), figure as (
    select load_id, organisation, item, false as is_measure, value
    from staging.cell
    union all by name
    select load_id, organisation, measure as item, true as is_measure, value
    from staging.first_observation
    union all by name
    select load_id, organisation, measure as item, true as is_measure, value
    from staging.observation
    where load_id in (select revised_load from staging.vintage)
), beside as (
    select
        vintage.kind,
        vintage.month,
        figure.organisation,
        figure.item,
        figure.is_measure,
        max(figure.value) filter (figure.load_id = vintage.first_load) as first_value,
        max(figure.value) filter (figure.load_id = vintage.revised_load) as revised_value,
        any_value(vintage.first_load) as first_load,
        any_value(vintage.revised_load) as revised_load,
        any_value(vintage.first_received_at) as first_received_at,
        any_value(vintage.revised_received_at) as revised_received_at,
    from vintage
    inner join figure on figure.load_id in (vintage.first_load, vintage.revised_load)
    group by all
), placed as (
    select
        *,
        count(first_value) over one_organisation = 0 as has_joined,
        count(revised_value) over one_organisation = 0 as has_left,
    from beside
    window one_organisation as (partition by kind, month, organisation)
)
select
    placed.kind,
    placed.month,
    placed.organisation,
    placed.item,
    coalesce(if(placed.is_measure, measure.title, header.header), placed.item) as title,
    placed.is_measure,
    case when has_joined then 'joined' when has_left then 'left' else 'revised' end as change,
    first_value,
    revised_value,
    revised_value - first_value as difference,
    first_load,
    revised_load,
    first_received_at,
    revised_received_at,
from placed
left join staging.header as header on header.kind = placed.kind and header.item = placed.item
left join core.measure as measure on measure.measure = placed.item
where first_value is distinct from revised_value
    -- A row that came or went says nothing by its zeros
    and not (coalesce(first_value, revised_value) = 0 and (has_joined or has_left))
order by placed.kind, placed.month, placed.organisation, placed.is_measure, placed.item
