-- One row per kind and month published more than once: what the revisions moved, and England then and now
with area as (
    select distinct area as organisation from staging.member where area is not null
    union
    select 'ENGLAND' as organisation
), counted as (
    select
        revision.kind,
        revision.month,
        count_if(revision.change = 'revised' and not revision.is_measure)::integer as cells_changed,
        count(distinct revision.organisation)
            filter (revision.change = 'revised' and is_member)::integer as organisations_changed,
        coalesce(
            list_sort(list(distinct revision.organisation) filter (revision.change = 'joined' and is_member)), []
        ) as joined,
        coalesce(
            list_sort(list(distinct revision.organisation) filter (revision.change = 'left' and is_member)), []
        ) as gone,
    from (
        select
            revision.*,
            not revision.is_measure or area.organisation is null as is_member,
        from mart.revision as revision
        left join area on area.organisation = revision.organisation
    ) as revision
    group by all
), told as (
    select load_id, measure, value from staging.first_observation where organisation = 'ENGLAND'
    union
    select load_id, measure, value from staging.observation where organisation = 'ENGLAND'
), beside as (
    select
        vintage.kind,
        vintage.month,
        told.measure,
        max(told.value) filter (told.load_id = vintage.first_load) as first_value,
        max(told.value) filter (told.load_id = vintage.revised_load) as revised_value,
    from staging.vintage as vintage
    inner join told on told.load_id in (vintage.first_load, vintage.revised_load)
    group by all
), england as (
    select
        beside.kind,
        strptime(beside.month, '%Y-%m')::date as month,
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
    strptime(vintage.month, '%Y-%m')::date as month,
    vintage.vintages,
    first.received_at as first_received_at,
    revised.received_at as revised_received_at,
    coalesce(counted.cells_changed, 0) as cells_changed,
    coalesce(counted.organisations_changed, 0) as organisations_changed,
    coalesce(counted.joined, []) as organisations_joined,
    coalesce(counted.gone, []) as organisations_left,
    england.england,
    -- What the publisher calls the file that counts now
    nullif(
        regexp_extract(lower(revised.file_name), 'provisional|final|revised'), ''
    ) as state,
from staging.vintage as vintage
inner join core.load as first on first.load_id = vintage.first_load
inner join core.load as revised on revised.load_id = vintage.revised_load
left join counted
    on counted.kind = vintage.kind and counted.month = strptime(vintage.month, '%Y-%m')::date
left join england
    on england.kind = vintage.kind and england.month = strptime(vintage.month, '%Y-%m')::date
order by vintage.kind, month
