-- One row per practice: what its adopters gained together and how much of it is left, in the newest run
with newest as (
    select *
    from mart.programme_gain_history
    qualify row_number() over (partition by practice order by month desc) = 1
), adopted as (
    select
        practice,
        count(*) filter (first_adopted_month is not null) as ever_adopted,
        count(*) filter (is_live) as live_adopters,
    from core.adoption
    group by all
), reached as (
    select
        adoption.practice,
        sum(observation.denominator) as patients,
        min(observation.month) as patients_from,
        max(observation.month) as patients_to,
    from core.adoption as adoption
    inner join core.practice as practice on practice.practice = adoption.practice
    inner join newest on newest.practice = adoption.practice
    inner join core.measure as measure
        on measure.measure = practice.measure and measure.unit = 'share'
    inner join core.observation as observation
        on observation.measure = practice.measure
        and observation.organisation = adoption.organisation
        and observation.month > newest.month - interval 12 month
        and observation.month <= newest.month
        -- Patients of the washout are nobody's gain yet
        and observation.month >= adoption.first_adopted_month + to_months(practice.washout_months)
    where adoption.is_live
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
