-- One row per kind of area and name that an extract gives without a code: the area of that name
with written as (
    -- Extracts that have names and codes come first, then the registers, then the names that ship with the product
    select area_kind, area_name as name, area, 1 as source, month from staging.member
    union all by name
    select 'ICB' as area_kind, name, organisation as area, 2 as source from staging.organisations where kind = 'ICB'
    union all by name
    select 'ICB' as area_kind, icb_name as name, icb as area, 2 as source from staging.organisations
    union all by name
    select area_kind, name, code as area, 3 as source from staging.area_name
    union all by name
    select area_kind, area_name as name, month, load_id, organisation from staging.named_area
), keyed as (
    -- NHS Devon Integrated Care Board, NHS DEVON ICB and Devon STP are one name
    select
        *,
        regexp_replace(
            trim(regexp_replace(replace(lower(name), '&', ' and '), '[^a-z0-9]+', ' ', 'g')),
            '^nhs | (integrated care board|icb|integrated care system|ics|stp)$', '', 'g'
        ) as name_key,
    from written
    where name is not null
), known as (
    select
        area_kind,
        name_key,
        arg_max(area, (-source, month is not null, month, area)) as area,
    from keyed
    where area is not null
    group by all
), heard as (
    select
        area_kind,
        name,
        any_value(name_key) as name_key,
        min(month) as first_month,
        max(month) as last_month,
        count(distinct organisation)::integer as organisations,
        max(load_id) as load_id,
    from keyed
    where load_id is not null
    group by area_kind, name
)
select
    heard.area_kind,
    heard.name,
    known.area,
    heard.first_month,
    heard.last_month,
    heard.organisations,
    heard.load_id,
from heard
left join known on known.area_kind = heard.area_kind and known.name_key = heard.name_key
order by heard.area_kind, heard.name
