-- One row per kind of extract, organisation and month: the peers that the organisation is compared with
with reported as (
    select distinct measure.kind, observation.organisation, observation.month
    from core.observation as observation
    inner join core.measure as measure on measure.measure = observation.measure
), split as (
    select kind, peer_measure, peer_label
    from core.extract
    where peer_measure is not null
), major as (
    -- Months with the measure that divides the trusts; a trust whose figures of it are excluded also has it
    select split.kind, observation.organisation, observation.month
    from core.observation as observation
    inner join split on split.peer_measure = observation.measure
    union
    select split.kind, reported.organisation, reported.month
    from reported
    inner join core.exclusion as exclusion
        on exclusion.organisation = reported.organisation
        and reported.month between exclusion.from_month and exclusion.to_month
    inner join split on split.peer_measure = exclusion.measure
), neared as (
    select
        reported.kind,
        reported.organisation,
        reported.month,
        -- A trust keeps its type 1 department until it has had no figure for a year (docs/spc.md)
        coalesce(date_diff('month', major.month, reported.month) < 12, false) as is_major,
    from reported
    asof left join major
        on major.kind = reported.kind
        and major.organisation = reported.organisation
        and major.month <= reported.month
)
select
    neared.kind,
    neared.organisation,
    neared.month,
    case
        when organisation.kind <> 'provider' then organisation.kind
        -- ODS codes of NHS trusts; ZZ codes are the samples' trusts
        when not regexp_matches(neared.organisation, '^([RT]..$|ZZ)') then 'other provider'
        when split.kind is null then 'trust'
        when neared.is_major then 'trust with ' || split.peer_label
        else 'trust without ' || split.peer_label
    end as peer_kind,
from neared
left join split on split.kind = neared.kind
inner join core.organisation as organisation on organisation.organisation = neared.organisation
where organisation.kind <> 'england'
