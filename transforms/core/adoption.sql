-- One row per practice and organisation with any event: the state of its adoption
with event as (
    select
        told.*,
        step.place_in_month,
        -- an event that cannot have happened as registered is ignored
        step.fault is null as is_possible,
    from core.adoption_event as told
    inner join core.adoption_step as step
        on step.practice = told.practice
        and step.organisation = told.organisation
        and step.month = told.month
        and step.event = told.event
), pair as (
    select
        practice,
        organisation,
        min(month) filter (event = 'considering') as considered_month,
        max(month) filter (event = 'declined') as declined_month,
        max(month) filter (event = 'committed') as committed_month,
        max(month) filter (event = 'adopted' and is_possible) as adopted_month,
        min(month) filter (event = 'adopted' and is_possible) as first_adopted_month,
        max(month) filter (event = 'embedded' and is_possible) as last_embedded,
        max(month) filter (event = 'stopped' and is_possible) as last_stopped,
        count(*) filter (event = 'adopted' and is_possible)
        > count(*) filter (event = 'stopped' and is_possible) as is_live,
        -- both from one row, so that a blank is not filled from an earlier adoption
        arg_max(struct_pack(source := source, peer := peer_organisation), month) filter (
            event = 'adopted' and is_possible
        ) as adopted_by,
        arg_max(fidelity, (month, place_in_month)) filter (fidelity is not null) as fidelity,
        arg_max(contact, (month, place_in_month)) filter (contact is not null) as contact,
        arg_max(event, (month, place_in_month)) as latest_event,
    from event
    group by all
)
select
    practice,
    organisation,
    considered_month,
    declined_month,
    committed_month,
    adopted_month,
    first_adopted_month,
    case when last_embedded >= adopted_month then last_embedded end as embedded_month,
    case when not is_live then last_stopped end as stopped_month,
    adopted_by.source,
    adopted_by.peer as peer_organisation,
    fidelity,
    contact,
    latest_event,
    is_live,
from pair
order by practice, organisation
