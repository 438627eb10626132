-- One row per practice: its adopters' pooled gain and how much of it is left, in the newest run
with newest as (
    select *
    from mart.programme_gain_history
    qualify row_number() over (partition by practice order by month desc) = 1
), adopted as (
    select
        adoption.practice,
        count(*) as ever_adopted,
        count(*) filter (
            adoption.is_live and coalesce(merger.month > newest.month, true)
        ) as live_adopters,
    from core.adoption as adoption
    inner join newest on newest.practice = adoption.practice
    left join core.merger as merger
        on merger.predecessor = adoption.organisation and merger.is_joined
    -- Adoptions registered in advance have not happened yet
    where adoption.first_adopted_month <= newest.month
    group by all
), pooled as (
    select history.practice, history.organisation
    from mart.gain_history as history
    inner join newest
        on newest.practice = history.practice
        and newest.month = history.month
    where history.gain is not null and history.status not in ('too_early', 'gain_emerging')
), reached as (
    select
        pooled.practice,
        sum(figure.denominator order by figure.organisation, figure.month) as patients,
        min(figure.month) as patients_from,
        max(figure.month) as patients_to,
    from pooled
    inner join newest on newest.practice = pooled.practice
    inner join core.measure as measure
        on measure.measure = newest.measure and measure.unit = 'share'
    inner join core.continuous_series as figure
        on figure.measure = newest.measure
        and figure.organisation = pooled.organisation
        and figure.month > newest.month - interval 12 month
        and figure.month <= newest.month
    group by all
)
select
    newest.*,
    adopted.ever_adopted,
    adopted.live_adopters,
    reached.patients,
    reached.patients_from,
    reached.patients_to,
    coalesce(newest.current, newest.gain) * reached.patients as patients_affected,
    if(newest.current is null, newest.gain_lower, newest.current_lower) * reached.patients
        as patients_lower,
    if(newest.current is null, newest.gain_upper, newest.current_upper) * reached.patients
        as patients_upper,
from newest
left join adopted on adopted.practice = newest.practice
left join reached on reached.practice = newest.practice
order by newest.programme, newest.practice
