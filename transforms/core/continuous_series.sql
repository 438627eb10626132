-- One row per measure, current organisation and month: its figures joined with those of all that merged into it
with england as (
    select measure, month from core.observation where organisation = 'ENGLAND'
), named as (
    select measure.measure, member.organisation, member.month
    from (
        select source_kind, organisation, month from staging.member
        union
        select source_kind, area as organisation, month from staging.member
    ) as member
    inner join core.measure as measure on measure.kind = member.source_kind
    where member.organisation in (select member from core.merged_member)
    union
    select measure, organisation, month
    from core.observation
    where organisation in (select member from core.merged_member)
), begun as (
    select measure, organisation, min(month) as month
    from named
    group by all
), asked as (
    -- Every month in which any member has a figure, once for each member that ever reports the measure
    select
        merged.organisation,
        merged.member,
        begun.measure,
        told.month,
        merged.member <> merged.organisation as is_predecessor,
        coalesce(told.month < merged.merged_month, not is_predecessor)
        and told.month
        >= coalesce(if(merged.took_over, begun.month, merged.opened_month), told.month) as is_due,
    from core.merged_member as merged
    inner join begun on begun.organisation = merged.member
    inner join (
        select distinct carrier.organisation, observation.measure, observation.month
        from core.observation as observation
        inner join core.merged_member as carrier on carrier.member = observation.organisation
    ) as told
        on told.organisation = merged.organisation and told.measure = begun.measure
), figure as (
    select
        asked.*,
        observation.numerator,
        observation.denominator,
        observation.value is not null as is_told,
        -- An organisation named in the extract without a figure has none, provided the measure could be computed at all
        asked.is_due
        and observation.value is null
        and (named.month is null or england.month is null or exclusion.organisation is not null)
            as is_missing,
    from asked
    left join core.observation as observation
        on observation.measure = asked.measure
        and observation.organisation = asked.member
        and observation.month = asked.month
    left join named
        on named.measure = asked.measure
        and named.organisation = asked.member
        and named.month = asked.month
    left join england on england.measure = asked.measure and england.month = asked.month
    left join (
        select distinct measure, organisation, from_month, to_month from core.exclusion
    ) as exclusion
        on exclusion.measure = asked.measure
        and exclusion.organisation = asked.member
        and asked.month between exclusion.from_month and exclusion.to_month
), joined as (
    select
        measure,
        organisation,
        month,
        sum(numerator order by numerator) as numerator,
        sum(denominator order by denominator) as denominator,
        bool_or(is_told and denominator is null) as has_bare,
        bool_or(is_missing) as has_gap,
        list_sort(list(member) filter (is_told or (is_due and not is_missing))) as members,
    from figure
    group by all
    having bool_or(is_predecessor and (is_due or is_told))
), counted as (
    select
        joined.*,
        case
            when joined.has_gap or told.percentile is not null then null
            when measure.unit = 'count' then joined.numerator
            -- A time or rate without a number of cases cannot be combined with another
            when joined.has_bare then null
            when measure.unit = 'rate' then 1000 * joined.numerator / nullif(joined.denominator, 0)
            else joined.numerator / nullif(joined.denominator, 0)
        end as value,
    from joined
    inner join core.measure as measure on measure.measure = joined.measure
    left join staging.measure as told on told.measure = joined.measure
), banded as (
    -- Medians and percentiles are read from the summed weekly bands, as for one organisation
    select
        joined.measure,
        joined.organisation,
        joined.month,
        joined.members,
        band.band,
        told.percentile,
        told.minimum_denominator as fewest,
        bool_or(band.is_open) as is_open,
        sum(band.pathways order by band.pathways) as pathways,
    from joined
    inner join staging.measure as told
        on told.measure = joined.measure and told.percentile is not null
    inner join core.merged_member as merged on merged.organisation = joined.organisation
    inner join staging.band as band
        on band.measure = joined.measure
        and band.organisation = merged.member
        and band.month = joined.month
    where not joined.has_gap
    group by all
), running as (
    select
        *,
        sum(pathways) over (partition by measure, organisation, month order by band) as up_to,
        sum(pathways order by pathways) over (partition by measure, organisation, month) as everyone,
    from banded
)
select
    observation.measure,
    observation.organisation,
    observation.month,
    observation.numerator,
    observation.denominator,
    observation.value,
    false as is_linked,
    [observation.organisation] as members,
from core.observation as observation
anti join joined
    on joined.measure = observation.measure
    and joined.organisation = observation.organisation
    and joined.month = observation.month
where observation.organisation not in (select predecessor from core.merger where is_joined)
union all by name
select measure, organisation, month, numerator, denominator, value, true as is_linked, members
from counted
where value is not null
union all by name
select
    measure,
    organisation,
    month,
    everyone as denominator,
    band + (percentile * everyone - (up_to - pathways)) / pathways as value,
    true as is_linked,
    members,
from running
where everyone >= fewest
    and not is_open
    and up_to >= percentile * everyone
    and up_to - pathways < percentile * everyone
order by measure, organisation, month
