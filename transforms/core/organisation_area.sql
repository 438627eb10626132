-- One row per organisation and area that it belongs to, including ENGLAND
with named as (
    select bearer as organisation from core.lineage
    union
    select organisation from core.organisation
), listed as (
    select organisation, 'ENGLAND' as area, 'england' as area_kind from named
    union all by name
    select organisation, region as area, 'region' as area_kind from core.organisation
    union all by name
    select organisation, icb as area, 'ICB' as area_kind from core.organisation
    union all by name
    select organisation, sha as area, 'SHA' as area_kind from core.organisation
    union all by name
    select member.organisation, member.area, coalesce(area.kind, 'area') as area_kind
    from core.organisation as member
    left join core.organisation as area on area.organisation = member.area
)
select organisation, area, min(area_kind) as area_kind
from listed
where area is not null and area <> organisation
group by all
