-- One row per kind of extract, organisation and month: the peers that the organisation is compared with
with reported as (
    select distinct measure.kind, observation.organisation, observation.month
    from core.observation as observation
    inner join core.measure as measure on measure.measure = observation.measure
), major as (
    -- Months with a type 1 department; a trust whose type 1 figures are excluded also has one
    select organisation, month
    from core.observation
    where measure = 'ae_within_4h_type1'
    union
    select reported.organisation, reported.month
    from reported
    inner join core.exclusion as exclusion
        on exclusion.organisation = reported.organisation
        and reported.month between exclusion.from_month and exclusion.to_month
    where exclusion.measure = 'ae_within_4h_type1'
), neared as (
    select
        reported.kind,
        reported.organisation,
        reported.month,
        -- A trust keeps its type 1 department until it has had no figure for a year (docs/spc.md)
        coalesce(date_diff('month', major.month, reported.month) < 12, false) as has_type1,
    from reported
    asof left join major
        on major.organisation = reported.organisation and major.month <= reported.month
)
select
    neared.kind,
    neared.organisation,
    neared.month,
    case
        when organisation.kind <> 'provider' then organisation.kind
        -- ODS codes of NHS trusts; ZZ codes are the samples' trusts
        when not regexp_matches(neared.organisation, '^([RT]..$|ZZ)') then 'other provider'
        when neared.kind <> 'ae' then 'trust'
        when neared.has_type1 then 'trust with type 1'
        else 'trust without type 1'
    end as peer_kind,
from neared
inner join core.organisation as organisation on organisation.organisation = neared.organisation
where organisation.kind <> 'england'
