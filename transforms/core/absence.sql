-- One row per measure, total, organisation and month: organisations that had figures and are missing this month
with loaded as (
    select distinct source_kind as kind, month from staging.member
), held as (
    select
        kind,
        month,
        lead(month) over (partition by kind order by month) as next_month,
        max(month) over (partition by kind) as newest_month,
    from loaded
), named as (
    select
        source_kind as kind,
        organisation,
        month,
        area,
        lead(month) over (partition by source_kind, organisation order by month) as returned_month,
    from staging.member
    where organisation is not null
), gap as (
    -- An organisation's last row before the next loaded month, which has none for it
    select
        named.kind,
        named.organisation,
        named.area,
        named.month as last_month,
        held.next_month as first_month,
        named.returned_month,
        case
            -- An organisation that returns after more than a year counts as a new start
            when named.returned_month <= named.month + to_months(rule.months_back) then 'returned'
            when held.newest_month <= named.month + to_months(rule.months_awaited) then 'awaited'
            else 'ended'
        end as state,
    from named
    inner join held on held.kind = named.kind and held.month = named.month
    cross join core.absence_rule as rule
    where held.next_month <= named.month + to_months(rule.months_back)
        and named.returned_month is distinct from held.next_month
), missed as (
    select
        gap.kind,
        gap.organisation,
        gap.area,
        gap.last_month,
        held.month,
        gap.state,
        if(gap.state = 'returned', gap.returned_month, null) as returned_month,
    from gap
    inner join held
        on held.kind = gap.kind
        and held.month >= gap.first_month
        and held.month < coalesce(gap.returned_month, held.month + interval 1 month)
        -- For one that has ended, only the first month in which the total is without it
        and (held.month = gap.first_month or gap.state <> 'ended')
    left join core.lineage as own
        on own.organisation = gap.organisation and own.bearer = gap.organisation
    -- An organisation that has closed or been succeeded is not expected
    where own.to_month is null or held.month <= own.to_month
), totalled as (
    select missed.*, 'ENGLAND' as total
    from missed
    union all by name
    select missed.*, missed.area as total
    from missed
    where missed.area is not null
        -- An area that reports its own row this month is not a sum of its organisations
        and not exists (
            from named
            where named.kind = missed.kind
                and named.organisation = missed.area
                and named.month = missed.month
        )
    union all by name
    select missed.*, placement.area as total
    from missed
    inner join core.placement as placement
        on placement.source_kind = missed.kind
        and placement.is_by_name
        and placement.organisation = missed.organisation
        and placement.month = missed.last_month
), figured as (
    select
        observation.measure,
        measure.kind,
        observation.organisation,
        observation.month,
        coalesce(observation.denominator, observation.value) as figure,
    from core.observation as observation
    inner join core.measure as measure on measure.measure = observation.measure
    -- A missing organisation is missing in all its services
    where observation.service = 'ALL'
), part as materialized (
    -- Joined before England is: the other order makes rows that grow with the square of the months
    select figured.measure, figured.month, figured.figure
    from figured
    inner join core.extract as extract on extract.kind = figured.kind and extract.has_national_rows
    inner join named
        on named.kind = figured.kind
        and named.month = figured.month
        and named.organisation = figured.organisation
    where named.organisation not in (
        select placed.area from named as placed where placed.area is not null
    )
), printed as (
    -- England as printed, where it is more than its organisations have: it may include those that are missing
    select whole.measure, whole.month, whole.organisation as total
    from figured as whole
    inner join part on part.measure = whole.measure and part.month = whole.month
    where whole.organisation = 'ENGLAND'
    group by whole.measure, whole.month, whole.organisation, whole.figure
    having sum(part.figure order by part.figure) < whole.figure
)
select
    own.measure,
    totalled.total,
    totalled.organisation,
    totalled.month,
    totalled.last_month,
    own.figure as last_figure,
    own.figure / whole.figure as share,
    totalled.state,
    totalled.returned_month,
from totalled
inner join figured as own
    on own.kind = totalled.kind
    and own.organisation = totalled.organisation
    and own.month = totalled.last_month
    and own.figure > 0
inner join figured as whole
    on whole.measure = own.measure
    and whole.organisation = totalled.total
    and whole.month = totalled.last_month
-- Only where there is a total this month
inner join core.observation as now
    on now.measure = own.measure
    and now.organisation = totalled.total
    and now.month = totalled.month
-- Only where the organisation would not have been excluded from the measure
left join core.exclusion as exclusion
    on exclusion.measure = own.measure
    and exclusion.organisation = totalled.organisation
    and totalled.month between exclusion.from_month and exclusion.to_month
left join printed
    on printed.measure = own.measure
    and printed.total = totalled.total
    and printed.month = totalled.month
where exclusion.organisation is null and printed.total is null
order by own.measure, totalled.total, totalled.month, totalled.organisation
