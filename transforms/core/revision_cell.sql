-- One row per cell that a revision changed, of extracts with several rows for each organisation
select
    vintage.kind,
    vintage.month,
    changed.organisation,
    changed.row_told as published_row,
    changed.item,
    coalesce(header.header, changed.item) as title,
    case
        when not changed.stood_first then 'joined'
        when not changed.stands_now then 'left'
        else 'revised'
    end as change,
    changed.first_value,
    changed.revised_value,
    coalesce(changed.revised_value, 0) - coalesce(changed.first_value, 0) as difference,
    vintage.first_load,
    vintage.revised_load,
from staging.changed_cell as changed
inner join core.vintage as vintage on vintage.revised_load = changed.load_id
left join staging.header as header
    on header.kind = vintage.kind and header.item = changed.item
order by vintage.kind, vintage.month, changed.organisation, published_row, changed.item
