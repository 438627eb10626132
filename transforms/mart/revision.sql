-- One row per figure that a later version changed: a cell or measure, as first published, as before, and now
with beside as (
    select
        vintage.kind,
        vintage.month,
        figure.organisation,
        figure.item,
        figure.title,
        figure.is_measure,
        max(figure.value) filter (figure.load_id = vintage.first_load) as first_value,
        max(figure.value) filter (figure.load_id = vintage.previous_load) as previous_value,
        max(figure.value) filter (figure.load_id = vintage.revised_load) as revised_value,
        any_value(vintage.first_load) as first_load,
        any_value(vintage.previous_load) as previous_load,
        any_value(vintage.revised_load) as revised_load,
        any_value(vintage.first_received_at) as first_received_at,
        any_value(vintage.previous_received_at) as previous_received_at,
        any_value(vintage.revised_received_at) as revised_received_at,
    from core.vintage as vintage
    inner join core.vintage_figure as figure
        on figure.load_id in (vintage.first_load, vintage.previous_load, vintage.revised_load)
    group by all
), placed as (
    select
        *,
        coalesce(first_value <> revised_value, coalesce(first_value, revised_value) is not null)
            as is_changed,
        coalesce(previous_value <> revised_value, coalesce(previous_value, revised_value) is not null)
            as is_last_change,
        count(first_value) over one_organisation = 0 as has_joined,
        count(revised_value) over one_organisation = 0 as has_left,
        count(previous_value) over one_organisation = 0 as was_missing,
    from beside
    window one_organisation as (partition by kind, month, organisation)
)
select
    kind,
    month,
    organisation,
    item,
    title,
    is_measure,
    case
        when not is_changed then 'reverted'
        when has_joined then 'joined'
        when has_left then 'left'
        else 'revised'
    end as change,
    first_value,
    previous_value,
    revised_value,
    revised_value - first_value as difference,
    is_last_change,
    first_load,
    previous_load,
    revised_load,
    first_received_at,
    previous_received_at,
    revised_received_at,
from placed
where (is_changed or is_last_change)
    -- Zeros in a row that was added or removed are no information
    and not (
        greatest(first_value, previous_value, revised_value) = 0
        and (has_joined or has_left or was_missing)
    )
order by kind, month, organisation, is_measure, item
