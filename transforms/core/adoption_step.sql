-- One row per event in the adoption of a practice by an organisation, with what came before it
with counted as (
    select
        *,
        count(*) filter (event = 'adopted') over earlier as adopted_before,
        count(*) filter (event = 'adopted') over so_far as adopted_by_then,
        count(*) filter (event = 'stopped') over earlier as stopped_before,
        count(*) filter (event = 'stopped') over so_far as stopped_by_then,
    from core.adoption_event
    window
        earlier as (
            partition by practice, organisation
            order by month range between unbounded preceding and interval 1 day preceding
        ),
        so_far as (
            partition by practice, organisation
            order by month range between unbounded preceding and current row
        )
)
select
    practice,
    organisation,
    month,
    event,
    -- within a month an adoption of before ends first, and a new one then takes its course
    case
        when adopted_before > stopped_before and event = 'embedded' then 1
        when adopted_before > stopped_before and event = 'stopped' then 2
        when event = 'considering' then 3
        when event = 'declined' then 4
        when event = 'committed' then 5
        when event = 'adopted' then 6
        when event = 'embedded' then 7
        else 8
    end::integer as place_in_month,
    case
        when event = 'adopted' and adopted_before > stopped_by_then then 'adopted_twice'
        when event in ('embedded', 'stopped') and adopted_by_then <= stopped_before then 'before_adoption'
        when event in ('considering', 'declined', 'committed') and adopted_before > stopped_by_then then 'while_adopted'
    end as fault,
from counted
