-- One row per organisation: providers, commissioners, areas and ENGLAND, as last named
with named as (
    select organisation, kind, name, month from staging.member
    union all by name
    select area as organisation, area_kind as kind, area_name as name, month
    from staging.member
    where area is not null
    union all by name
    -- A name that an extract gives without a code
    select area as organisation, area_kind as kind, name, last_month as month
    from core.area_name
    where area is not null
    union all by name
    select area as organisation, area_kind as kind, name, first_month as month
    from core.area_name
    where area is not null
), placed as (
    select
        organisation,
        arg_max(area, (month, area)) filter (area_kind = 'ICB') as icb,
        arg_max(area, (month, area)) filter (area_kind = 'region') as region,
        arg_max(area, (month, area)) filter (area_kind = 'SHA') as sha,
    from core.placement
    group by all
), latest as (
    select
        organisation,
        arg_max(name, (month, name)) as name,
        arg_max(kind, (month, kind)) as kind,
        min(month) as first_month,
        max(month) as last_month,
    from named
    group by all
), succeeded as (
    select predecessor, arg_max(successor, (effective, successor)) as successor
    from staging.successions
    group by all
), known as (
    select
        coalesce(latest.organisation, registered.organisation) as organisation,
        coalesce(latest.name, registered.name) as name,
        coalesce(latest.kind, registered.kind, 'provider') as kind,
        coalesce(placed.icb, registered.icb) as icb,
        coalesce(placed.region, registered.region) as region,
        placed.sha,
        registered.area as registered_area,
        registered.opened,
        registered.closed,
        latest.first_month,
        latest.last_month,
    from latest
    full join staging.organisations as registered on registered.organisation = latest.organisation
    left join placed on placed.organisation = latest.organisation
    union all by name
    select 'ENGLAND' as organisation, 'England' as name, 'england' as kind
)
select
    known.organisation,
    known.name,
    known.kind,
    coalesce(known.registered_area, known.icb, known.region, known.sha) as area,
    known.opened,
    known.closed,
    succeeded.successor,
    known.region,
    known.icb,
    known.sha,
    known.first_month,
    known.last_month,
    regexp_matches(known.organisation, '^ZZ[A-Z]') as is_sample,
from known
left join succeeded on succeeded.predecessor = known.organisation
order by known.organisation
