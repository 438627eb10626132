-- One row per event in the adoption of a practice by an organisation, as last registered, without withdrawn events
with latest as (
    select *
    from staging.adoptions
    qualify row_number() over (partition by practice, organisation, event, event_month order by load_id desc) = 1
)
select
    practice,
    organisation,
    event_month as month,
    event,
    source,
    case when source = 'peer' then peer_organisation end as peer_organisation,
    fidelity,
    contact,
    load_id,
    row,
from latest
where source is distinct from 'withdrawn'
order by practice, organisation, month, event
