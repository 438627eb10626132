-- One row per measure, area or cohort, and month: the sum of its organisations, where nobody sends its figures
with placed as (
    select organisation, kind, closed, 'ICB' as area_kind, icb as area from core.organisation
    union all by name
    select organisation, kind, closed, 'region' as area_kind, region as area from core.organisation
), member as (
    -- A merged organisation belongs to its successor's area, so that its earlier months do not go missing there
    select
        own.organisation,
        own.kind,
        coalesce(heir.area, own.area) as area,
        null::date as from_month,
        null::date as to_month,
        least(date_trunc('month', own.closed), merged.merged_month - interval 1 month)::date as last_month,
    from placed as own
    left join core.merged_member as merged
        on merged.member = own.organisation and merged.organisation <> own.organisation
    left join placed as heir
        on heir.organisation = merged.organisation and heir.area_kind = own.area_kind
    where own.kind not in ('ICB', 'region', 'SHA', 'england')
    union all by name
    -- A cohort counts an organisation in the months in which the register has it, and no other in its place
    select
        cohort.organisation,
        own.kind,
        'cohort-' || cohort.cohort as area,
        cohort.from_month,
        cohort.to_month,
        least(date_trunc('month', own.closed), cohort.to_month)::date as last_month,
    from core.cohort as cohort
    inner join core.organisation as own on own.organisation = cohort.organisation
), figured as (
    select
        observation.measure,
        measure.unit,
        -- Local measures are never added up to England
        extract.is_register as is_local,
        observation.organisation,
        observation.month,
        observation.numerator,
        observation.denominator,
        member.kind,
        member.area,
        member.last_month,
    from core.observation as observation
    inner join core.measure as measure on measure.measure = observation.measure
    inner join core.extract as extract on extract.kind = measure.kind
    inner join member
        on member.organisation = observation.organisation
        and observation.month >= coalesce(member.from_month, observation.month)
        and observation.month <= coalesce(member.to_month, observation.month)
    where member.area is not null
        and measure.unit in ('count', 'share')
        -- Contracts that divide their figures by service add up areas themselves
        and observation.service = 'ALL'
        -- A median cannot be summed, and has no numerator
        and observation.numerator is not null
), counted_kind as (
    -- Sites and their trusts, or commissioners and providers, report the same patients: one kind is counted
    select measure, kind
    from (
        select
            observation.measure,
            own.kind,
            sum(
                coalesce(observation.denominator, observation.numerator)
                order by observation.organisation, observation.month
            ) as cases,
        from core.observation as observation
        inner join core.organisation as own on own.organisation = observation.organisation
        where own.kind not in ('ICB', 'region', 'SHA', 'england') and observation.numerator is not null
        group by observation.measure, own.kind
    ) as of_kind
    qualify row_number() over (partition by measure order by cases desc, kind) = 1
), own_figure as (
    select distinct measure, organisation as area from core.observation
), whole_month as (
    -- Where the file of a month is not whole, there is no figure of England, and none of an area
    select distinct measure, month from core.observation where organisation = 'ENGLAND'
), counted as (
    select figured.*
    from figured
    inner join counted_kind on counted_kind.measure = figured.measure and counted_kind.kind = figured.kind
    anti join own_figure on own_figure.measure = figured.measure and own_figure.area = figured.area
), total as (
    select
        counted.measure,
        counted.area,
        counted.month,
        any_value(counted.unit) as unit,
        sum(counted.numerator order by counted.organisation) as numerator,
        sum(counted.denominator order by counted.organisation) as denominator,
        count(*)::integer as organisations,
    from counted
    left join whole_month as whole on whole.measure = counted.measure and whole.month = counted.month
    where whole.month is not null or counted.is_local
    group by counted.measure, counted.area, counted.month
), expected as (
    -- Those that had a figure in the last twelve months and have not closed since
    select total.measure, total.area, total.month, count(distinct counted.organisation)::integer as members
    from total
    inner join counted
        on counted.measure = total.measure
        and counted.area = total.area
        and counted.month between total.month - interval 11 months and total.month
        and coalesce(counted.last_month >= total.month, true)
    group by total.measure, total.area, total.month
)
select
    total.measure,
    total.area,
    total.month,
    total.numerator,
    total.denominator,
    if(total.unit = 'count', total.numerator, total.numerator / nullif(total.denominator, 0)) as value,
    total.organisations,
    greatest(expected.members, total.organisations) as members,
from total
inner join expected
    on expected.measure = total.measure and expected.area = total.area and expected.month = total.month
order by total.measure, total.area, total.month
