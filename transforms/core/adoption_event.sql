-- One row per event in the adoption of a practice by an organisation, as last registered, without withdrawn events
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
from staging.adoptions
where source is distinct from 'withdrawn'
order by practice, organisation, month, event
