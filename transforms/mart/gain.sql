-- One row per practice and organisation that could have adopted it: the verdict of the newest run
with newest as (
    select *
    from mart.gain_history
    qualify row_number() over (partition by practice, organisation order by month desc) = 1
), tested as (
    select
        practice,
        organisation,
        -- Benjamini and Hochberg over the organisations looked at with this measure
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
                rows between current row and unbounded following
            )
        ) as q_value,
    from tested
), allowed as (
    select value as false_discoveries from core.gain_parameter where name = 'false_discoveries'
), told as (
    select
        newest.*,
        adjusted.q_value,
        -- Said of a gain alone, whatever has become of it since
        newest.gain_lower > 0 and adjusted.q_value <= allowed.false_discoveries as stands_out,
    from newest
    cross join allowed
    left join adjusted
        on adjusted.practice = newest.practice and adjusted.organisation = newest.organisation
), eligible as (
    select distinct eligibility.practice, eligibility.organisation, practice.measure
    from core.eligibility as eligibility
    inner join core.practice as practice on practice.practice = eligibility.practice
)
select * from told
union all by name
select
    eligible.practice,
    eligible.organisation,
    eligible.measure,
    'not_adopted' as status,
    false as is_provisional,
from eligible
anti join told
    on told.practice = eligible.practice and told.organisation = eligible.organisation
order by practice, organisation
