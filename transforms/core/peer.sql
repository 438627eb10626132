-- One row per organisation: the kind of organisation that it is compared with
select
    organisation,
    case
        -- ODS codes of NHS trusts; the samples' codes stand for trusts
        when kind = 'provider' and regexp_matches(organisation, '^([RT]..$|ZZ)') then 'trust'
        when kind = 'provider' then 'other provider'
        else kind
    end as peer_kind,
from core.organisation
where kind <> 'england'
