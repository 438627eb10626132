-- One row per event in the adoption of a practice by an organisation, with whether it can have happened
with per_month as (
    select
        practice,
        organisation,
        month,
        bool_or(event = 'adopted') as has_adopted,
        bool_or(event = 'stopped') as has_stopped,
    from core.adoption_event
    group by all
), state as (
    select
        *,
        -- an organisation that stopped and adopted in one month keeps its earlier state
        coalesce(
            last_value(case when has_adopted <> has_stopped then has_adopted end ignore nulls) over (
                partition by practice, organisation order by month rows between unbounded preceding and 1 preceding
            ),
            false
        ) as was_live,
    from per_month
)
select
    told.practice,
    told.organisation,
    told.month,
    told.event,
    -- within a month, an earlier adoption ends before a new one goes through its stages
    case
        when state.was_live and told.event = 'embedded' then 1
        when state.was_live and told.event = 'stopped' then 2
        when told.event = 'considering' then 3
        when told.event = 'declined' then 4
        when told.event = 'committed' then 5
        when told.event = 'adopted' then 6
        when told.event = 'embedded' then 7
        else 8
    end::integer as place_in_month,
    case
        when told.event = 'adopted' and state.was_live and not state.has_stopped then 'adopted_twice'
        when told.event in ('embedded', 'stopped') and not state.was_live and not state.has_adopted
            then 'before_adoption'
        when told.event in ('considering', 'declined', 'committed') and state.was_live and not state.has_stopped
            then 'while_adopted'
    end as fault,
from core.adoption_event as told
inner join state
    on state.practice = told.practice and state.organisation = told.organisation and state.month = told.month
