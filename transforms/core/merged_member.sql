-- One row per organisation with joined history and member of that history, including itself
with recursive carried as (
    select successor as organisation, predecessor as member, month as merged_month
    from core.merger
    where is_joined
    union
    select earlier.successor as organisation, carried.member, carried.merged_month
    from carried
    inner join core.merger as earlier
        on earlier.predecessor = carried.organisation and earlier.is_joined
), standing as (
    select organisation, member, min(merged_month) as merged_month
    from carried
    where organisation not in (select predecessor from core.merger where is_joined)
    group by all
    union all by name
    select distinct organisation, organisation as member
    from carried
    where organisation not in (select predecessor from core.merger where is_joined)
)
select
    standing.organisation,
    standing.member,
    standing.merged_month,
    date_trunc('month', register.opened)::date as opened_month,
    -- One that took over others may have been formed by doing so: its own figures show since when
    standing.member in (select successor from core.merger where is_joined) as took_over,
from standing
left join core.organisation as register on register.organisation = standing.member
order by standing.organisation, standing.member
