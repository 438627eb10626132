-- One row per practice and organisation with a confirmed gain: how long it was followed, and whether it was lost
with followed as (
    select
        practice,
        organisation,
        month,
        -- Lost is what the verdict calls lost: a share that merely comes out below half may be chance
        status = 'lost' as is_called_lost,
        status in ('gain', 're_gained', 'sustained') and not is_provisional as is_confirmed,
    from mart.gain_history
), stood as (
    select
        *,
        -- A loss counts once it lasts three runs, and is dated by the first of them
        is_called_lost
        and count_if(is_called_lost) over next_three = 3 as is_lost,
        min(if(is_confirmed, month, null)) over (partition by practice, organisation)
            as confirmed_month,
    from followed
    window next_three as (
        partition by practice, organisation order by month
        range between current row and interval 2 month following
    )
), ended as (
    select
        stood.practice,
        stood.organisation,
        any_value(confirmed_month) as confirmed_month,
        min(if(is_lost, month, null)) as lost_month,
        max(month) as last_month,
    from stood
    where month >= confirmed_month
    group by all
), stopped as (
    select
        ended.practice,
        ended.organisation,
        min(event.month) as month,
    from ended
    inner join core.adoption_event as event
        on event.practice = ended.practice
        and event.organisation = ended.organisation
    where event.event = 'stopped' and event.month > ended.confirmed_month
    group by all
), gone as (
    select organisation, max(to_month) as month
    from core.lineage
    where organisation = bearer
    group by all
), bounded as (
    select
        ended.* exclude (last_month),
        least(
            ended.last_month,
            stopped.month,
            if(gone.month < ended.confirmed_month, ended.confirmed_month, gone.month)
        ) as until,
        coalesce(ended.lost_month <= until, false) as is_lost,
    from ended
    left join stopped
        on stopped.practice = ended.practice and stopped.organisation = ended.organisation
    left join gone on gone.organisation = ended.organisation
)
select
    practice,
    organisation,
    confirmed_month,
    if(is_lost, lost_month, null) as lost_month,
    if(is_lost, lost_month, until) as followed_until,
    is_lost,
    date_diff('month', confirmed_month, if(is_lost, lost_month, until))::integer as months,
from bounded
order by practice, organisation
