-- One row per organisation, total that holds its figures, and month from which: areas and successors, by any load
with registered as (
    select organisation, region, icb, area, load_id from staging.organisations_history
    union all by name
    select organisation, region, icb, area, load_id from staging.uncounted_organisations
), handed_over as (
    select predecessor, successor, effective, load_id from staging.successions_history
    union all by name
    select predecessor, successor, effective, load_id from staging.uncounted_successions
), placed as (
    select organisation as part, unnest([region, icb, area]) as total, load_id from registered
    union all
    -- An area lies in another where one of its organisations lies in both
    select icb as part, region as total, load_id from registered
    union all
    select organisation as part, area as total, load_id from staging.member
    union all
    select organisation as part, area as total, load_id from staging.earlier_member
    union all
    select organisation as part, unnest([region, icb, sha, area]) as total, null as load_id from core.organisation
    union all
    select icb as part, region as total, null as load_id from core.organisation
    union all
    select organisation as part, unnest([area, area_now]) as total, null as load_id from core.membership
    union all
    select organisation as part, 'ENGLAND' as total, '' as load_id from core.organisation
), newest as (
    select max(load_id) as load_id
    from (
        select load_id from registered
        union all
        select load_id from handed_over
    ) as register
)
select
    placed.part,
    placed.total,
    null::date as from_month,
    -- Where only several loads together say so, it may have been known as late as the newest
    coalesce(min(placed.load_id), any_value(newest.load_id), '') as known_from,
from placed
cross join newest
where placed.part is not null and placed.total is not null and placed.part <> placed.total
group by placed.part, placed.total
union all
-- Before the merger, figures of the successor are its own alone
select
    predecessor as part,
    successor as total,
    date_trunc('month', min(effective))::date as from_month,
    min(load_id) as known_from,
from handed_over
where predecessor <> successor and effective is not null
group by predecessor, successor
order by part, total, from_month
