-- One row per kind of extract, organisation, kind of area and month: where it places the organisation, and what counts
with named as (
    -- Every version of a month may name areas; the newest counts
    select
        named_area.source_kind,
        named_area.organisation,
        named_area.area_kind,
        named_area.month,
        arg_max(area_name.area, named_area.load_id) as area,
        max(named_area.load_id) as load_id,
    from staging.named_area as named_area
    inner join core.area_name as area_name
        on area_name.area_kind = named_area.area_kind and area_name.name = named_area.area_name
    where area_name.area is not null and area_name.area <> named_area.organisation
    group by all
), told as (
    select source_kind, organisation, area_kind, month, area, load_id, false as is_by_name
    from staging.member
    where area is not null and organisation is not null and area_kind is not null
    union all by name
    select *, true as is_by_name from named
)
select
    source_kind,
    organisation,
    area_kind,
    month,
    area as own_area,
    -- Where two extracts differ, a code counts and not a name; of two codes, the one received last
    first_value(area) over (
        partition by organisation, area_kind, month
        order by is_by_name, load_id desc
    ) as area,
    is_by_name,
from told
order by source_kind, organisation, area_kind, month
