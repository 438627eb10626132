-- One row per organisation and total that holds its figures, by any load: areas, and successors from their month on
with registered as (
    select organisation, region, icb, area from staging.organisations_history
    union all by name
    select organisation, region, icb, area from staging.later_organisations
), handed_over as (
    select predecessor, successor, effective from staging.successions_history
    union all by name
    select predecessor, successor, effective from staging.later_successions
), placed as (
    select organisation as part, unnest([region, icb, area]) as total from registered
    union
    -- An area lies in another where one of its organisations lies in both
    select icb as part, region as total from registered
    union
    select organisation as part, area as total from staging.member
    union
    select organisation as part, area as total from staging.earlier_member
    union
    select organisation as part, unnest([region, icb, sha, area]) as total from core.organisation
    union
    select icb as part, region as total from core.organisation
    union
    select organisation as part, unnest([area, area_now]) as total from core.membership
    union
    select organisation as part, 'ENGLAND' as total from core.organisation
)
select part, total, null::date as from_month
from placed
where part is not null and total is not null and part <> total
union all
-- Before the merger, figures of the successor are its own alone
select
    predecessor as part,
    successor as total,
    date_trunc('month', min(effective))::date as from_month,
from handed_over
where predecessor <> successor and effective is not null
group by all
order by part, total, from_month
