-- One row per measure, current area and month: the figures of its current members, wherever they belonged then
with latest as (
    select
        organisation,
        area_kind,
        coalesce(area_now, if(to_month is null, area, null)) as area,
    from core.membership
    qualify row_number() over (partition by organisation, area_kind order by from_month desc) = 1
), standing as (
    -- A merged organisation belongs to its successor's area, so that none is counted twice
    select
        own.organisation,
        own.area_kind,
        coalesce(heir.area, own.area) as area,
    from latest as own
    left join core.merged_member as merged
        on merged.member = own.organisation and merged.organisation <> own.organisation
    left join latest as heir
        on heir.organisation = merged.organisation and heir.area_kind = own.area_kind
)
select
    observation.measure,
    standing.area,
    observation.month,
    sum(observation.numerator order by observation.numerator) as numerator,
    sum(observation.denominator order by observation.denominator) as denominator,
    if(
        measure.unit = 'count',
        sum(observation.numerator order by observation.numerator),
        sum(observation.numerator order by observation.numerator)
        / nullif(sum(observation.denominator order by observation.denominator), 0)
    ) as value,
    count(*)::integer as organisations,
    -- Members that belonged to another area at the time
    count_if(coalesce(lain.area <> standing.area, false))::integer as came_from_elsewhere,
from core.observation as observation
inner join core.measure as measure on measure.measure = observation.measure
inner join staging.measure as told
    -- A median cannot be summed: an area's is read from its own bands
    on told.measure = observation.measure and told.percentile is null
inner join standing on standing.organisation = observation.organisation
inner join (
    -- Areas of another kind of extract would only count the organisations that are also in this one. In a month whose
    -- file is not whole no area has a figure, so none gets one here
    select distinct figure.measure, figure.month, placed.area_kind
    from (
        select distinct source_kind, area, area_kind
        from core.placement
        where area is not null
    ) as placed
    inner join core.observation as figure on figure.organisation = placed.area
    inner join staging.measure as own
        on own.measure = figure.measure and own.kind = placed.source_kind
) as added_up
    on added_up.measure = observation.measure
    and added_up.month = observation.month
    and added_up.area_kind = standing.area_kind
left join core.membership as lain
    on lain.organisation = observation.organisation
    and lain.area_kind = standing.area_kind
    and observation.month between lain.from_month and coalesce(lain.to_month, observation.month)
where standing.area is not null and measure.unit in ('count', 'share') and observation.service = 'ALL'
group by observation.measure, standing.area, observation.month, measure.unit
