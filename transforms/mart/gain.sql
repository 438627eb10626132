-- One row per practice and organisation that could have adopted it: the verdict of the newest run
with newest as (
    select *
    from mart.gain_history
    qualify row_number() over (partition by practice, organisation order by month desc) = 1
), tested as (
    select
        practice,
        organisation,
        -- Benjamini and Hochberg over the organisations assessed on this measure
        p_value * count(*) over same_measure / row_number() over (same_measure order by p_value)
            as stepped,
        p_value,
        measure,
    from newest
    where p_value is not null and status not in ('too_early', 'gain_emerging', 'not_assessable')
    window same_measure as (partition by measure)
), adjusted as (
    select
        practice,
        organisation,
        least(
            1,
            min(stepped) over (
                partition by measure
                order by p_value
                range between current row and unbounded following
            )
        ) as q_value,
    from tested
), allowed as (
    select value as false_discoveries from core.gain_parameter where name = 'false_discoveries'
), told as (
    select
        newest.*,
        adjusted.q_value,
        -- Refers to the gain itself, regardless of what happened afterwards
        newest.gain_lower > 0 and adjusted.q_value <= allowed.false_discoveries as stands_out,
    from newest
    cross join allowed
    left join adjusted
        on adjusted.practice = newest.practice and adjusted.organisation = newest.organisation
), published as (
    select measure, max(month) as newest_month from core.observation group by all
), could as (
    select practice, organisation from core.eligibility
    union
    select practice, organisation from core.adoption where first_adopted_month is not null
), untold as (
    select
        could.practice,
        could.organisation,
        practice.measure,
        -- An adoption after the newest figures does not count yet
        adoption.first_adopted_month <= coalesce(
            published.newest_month,
            (select max(latest.newest_month) from published as latest),
            adoption.first_adopted_month
        ) is true as has_adopted,
        adoption.first_adopted_month,
    from could
    inner join core.practice as practice on practice.practice = could.practice
    left join core.adoption as adoption
        on adoption.practice = could.practice and adoption.organisation = could.organisation
    left join published on published.measure = practice.measure
    anti join told
        on told.practice = could.practice and told.organisation = could.organisation
)
select
    told.*,
    merger.successor as merged_into,
    merger.month as merged_month,
from told
left join core.merger as merger
    on merger.predecessor = told.organisation and merger.is_joined
union all by name
select
    practice,
    organisation,
    measure,
    if(has_adopted, first_adopted_month, null) as adopted_month,
    if(has_adopted, 'not_assessable', 'not_adopted') as status,
    if(has_adopted, 'its measure is not published', null) as reason,
    false as is_provisional,
from untold
order by practice, organisation
