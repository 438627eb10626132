-- One row per predecessor and successor: what was handed over, and whether the successor's history carries it
with recursive newest as (
    select max(last_month) as month from core.organisation
), described as (
    select
        succession.predecessor,
        succession.successor,
        succession.month,
        -- A local list may say that only a part was transferred
        coalesce(regexp_matches(lower(said.kind), 'part|split|demerg'), false) as is_said_partial,
        -- A predecessor that goes on reporting only handed over a part
        coalesce(organisation.closed, organisation.last_month, succession.month)
        < succession.month + interval 1 month as is_end,
        succession.month
        = max(succession.month) over (partition by succession.predecessor) as is_last,
        count(*) over (partition by succession.predecessor, succession.month) as heirs,
        coalesce(succession.month > newest.month, true) as is_to_come,
    from core.succession as succession
    cross join newest
    left join core.organisation as organisation
        on organisation.organisation = succession.predecessor
    left join staging.successions as said
        on said.predecessor = succession.predecessor and said.successor = succession.successor
), named as (
    select
        predecessor,
        successor,
        month,
        case
            when is_to_come then 'to_come'
            when is_said_partial or not is_end or not is_last then 'part'
            when heirs > 1 then 'split'
            else 'whole'
        end as kind,
    from described
), reached as (
    select predecessor as origin, successor as heir from named where kind = 'whole'
    union
    select reached.origin, named.successor as heir
    from reached
    inner join named on named.predecessor = reached.heir and named.kind = 'whole'
)
select
    named.predecessor,
    named.successor,
    named.month,
    if(circle.origin is null, named.kind, 'circle') as kind,
    named.kind = 'whole'
    and circle.origin is null
    -- A successor of whole and part organisations has no history that can be summed
    and not exists (
        from named as beside
        where beside.successor = named.successor
            and beside.month = named.month
            and beside.kind in ('part', 'split')
    ) as is_joined,
from named
left join (select distinct origin from reached where origin = heir) as circle
    on circle.origin = named.predecessor and named.kind = 'whole'
order by named.predecessor, named.successor
