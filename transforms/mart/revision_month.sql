-- One row per kind and month published more than once: what the revisions moved, and England then and now
with celled as (
    select load_id, count(*) as cells
    from core.vintage_figure
    where not is_measure
    group by all
), area as (
    select distinct area as organisation from core.membership
    union
    select 'ENGLAND' as organisation
), placed as (
    -- Cells belong to organisations only; without cells, use their measures, and not those of areas, which repeat them
    select
        revision.kind,
        revision.month,
        revision.organisation,
        revision.change,
        revision.is_measure,
        revision.is_last_change,
        revision.previous_value is not null and revision.revised_value is not null as stands_in_both,
    from mart.revision as revision
    left join celled on celled.load_id = revision.revised_load
    left join area on area.organisation = revision.organisation
    where not revision.is_measure or (celled.load_id is null and area.organisation is null)
), counted as (
    select
        kind,
        month,
        count_if(change = 'revised' and not is_measure)::integer as cells_changed,
        count(distinct organisation) filter (change = 'revised')::integer as organisations_changed,
        count_if(is_last_change and stands_in_both and not is_measure)::integer as cells_changed_last,
        count(distinct organisation) filter (is_last_change)::integer as organisations_changed_last,
        list_sort(list(distinct organisation) filter (change = 'joined')) as joined,
        list_sort(list(distinct organisation) filter (change = 'left')) as gone,
    from placed
    group by all
), row_by_row as (
    select kind, month, count(*)::integer as cells_changed
    from core.revision_cell
    where change = 'revised'
    group by all
), beside as (
    select
        vintage.kind,
        vintage.month,
        figure.item as measure,
        max(figure.value) filter (figure.load_id = vintage.first_load) as first_value,
        max(figure.value) filter (figure.load_id = vintage.revised_load) as revised_value,
    from core.vintage as vintage
    inner join core.vintage_figure as figure
        on figure.load_id in (vintage.first_load, vintage.revised_load)
    where figure.organisation = 'ENGLAND' and figure.is_measure
    group by all
), england as (
    select
        beside.kind,
        beside.month,
        list(
            struct_pack(
                measure := beside.measure,
                first_value := beside.first_value,
                revised_value := beside.revised_value
            )
            order by measure.position
        ) as england,
    from beside
    inner join core.measure as measure on measure.measure = beside.measure
    group by all
)
select
    vintage.kind,
    vintage.month,
    vintage.vintages,
    vintage.first_received_at,
    vintage.previous_received_at,
    vintage.revised_received_at,
    coalesce(row_by_row.cells_changed, counted.cells_changed, 0) as cells_changed,
    coalesce(counted.organisations_changed, 0) as organisations_changed,
    coalesce(counted.cells_changed_last, 0) as cells_changed_last,
    coalesce(counted.organisations_changed_last, 0) as organisations_changed_last,
    coalesce(counted.joined, []) as organisations_joined,
    coalesce(counted.gone, []) as organisations_left,
    coalesce(england.england, []) as england,
    vintage.called as state,
    vintage.is_provisional,
from core.vintage as vintage
left join counted on counted.kind = vintage.kind and counted.month = vintage.month
left join row_by_row on row_by_row.kind = vintage.kind and row_by_row.month = vintage.month
left join england on england.kind = vintage.kind and england.month = vintage.month
order by vintage.kind, vintage.month
