-- One row per measure, organisation, month and cause: a dated fact from which the level of a chart may be another
with charted as (
    -- A series that XmR limits would mislead about follows the approved phases alone
    select measure, organisation, month as last_month
    from core.spc_latest
    where phase_refusal is null
), fact as (
    select
        measure,
        organisation,
        month,
        1 as precedence,
        'approved' as cause,
        null::varchar as detail,
    from core.rebase
    where decision = 'approved' and problem is null
    union all
    -- What comes after a shock is the level of today, so it goes before the shock itself
    select
        charted.measure,
        charted.organisation,
        shock.to_month + interval 1 month as month,
        2 as precedence,
        'shock_over' as cause,
        shock.title as detail,
    from charted
    cross join core.shock as shock
    union all
    select
        charted.measure,
        charted.organisation,
        shock.from_month as month,
        3 as precedence,
        'shock' as cause,
        shock.title as detail,
    from charted
    cross join core.shock as shock
    union all
    select
        charted.measure,
        charted.organisation,
        merger.month,
        4 as precedence,
        'merger' as cause,
        organisation.name as detail,
    from charted
    inner join core.merger as merger
        on merger.successor = charted.organisation and merger.kind not in ('to_come', 'circle')
    left join core.organisation as organisation on organisation.organisation = merger.predecessor
    union all
    -- An organisation that was left out comes into the sums of its area and of England
    select
        exclusion.measure,
        area.area as organisation,
        exclusion.to_month + interval 1 month as month,
        5 as precedence,
        'definition' as cause,
        exclusion.why as detail,
    from core.exclusion as exclusion
    inner join core.observation as returned
        on returned.measure = exclusion.measure
        and returned.organisation = exclusion.organisation
        and returned.month = exclusion.to_month + interval 1 month
    inner join (
        select organisation, month, area from core.placement
        union all
        select distinct organisation, month, 'ENGLAND' as area from core.placement
    ) as area
        on area.organisation = exclusion.organisation and area.month = returned.month
    union all
    select
        practice.measure,
        adoption.organisation,
        adopted.month,
        6 as precedence,
        'adoption' as cause,
        practice.title as detail,
    from core.adoption as adoption
    inner join core.practice as practice on practice.practice = adoption.practice
    cross join unnest([adoption.first_adopted_month, adoption.adopted_month]) as adopted (month)
)
select
    charted.measure,
    charted.organisation,
    fact.month::date as month,
    fact.cause,
    min(fact.precedence)::integer as precedence,
    min(fact.detail) as detail,
from fact
inner join charted
    on charted.measure = fact.measure and charted.organisation = fact.organisation
where fact.month <= charted.last_month
group by all
order by charted.measure, charted.organisation, precedence, month
