-- One row per practice and merged organisation with any adopter: whether its parts count as one adoption
with reporting as (
    select practice.practice, observation.organisation, min(observation.month) as first_month
    from core.practice as practice
    inner join core.observation as observation on observation.measure = practice.measure
    where observation.organisation in (select member from core.merged_member)
    group by all
), formed as (
    select successor as organisation, min(month) as month
    from core.merger
    where is_joined
    group by all
), party as (
    -- Organisations with cases in the months before; one formed by the merger is not a party
    select reporting.practice, merged.organisation, merged.member, merged.merged_month
    from core.merged_member as merged
    inner join reporting on reporting.organisation = merged.member
    left join formed on formed.organisation = merged.member
    where coalesce(reporting.first_month < formed.month, true)
), dated as (
    select
        party.practice,
        party.organisation,
        party.member,
        -- A later adoption by the successor counts for all of it
        coalesce(
            own.first_adopted_month,
            if(
                whole.first_adopted_month >= party.merged_month, whole.first_adopted_month, null
            )
        ) as month,
    from party
    left join core.adoption as own
        on own.practice = party.practice and own.organisation = party.member
    left join core.adoption as whole
        on whole.practice = party.practice and whole.organisation = party.organisation
), counted as (
    select
        practice,
        organisation,
        count(*)::integer as parties,
        count(month)::integer as parties_adopted,
        -- Only the months before the first adoption are unaffected
        min(month) as first_adopted_month,
        max(month) as last_adopted_month,
        list_sort(list(member) filter (month is null)) as without,
    from dated
    group by all
    having count(month) > 0
)
select
    counted.practice,
    counted.organisation,
    counted.parties,
    counted.parties_adopted,
    counted.first_adopted_month,
    counted.last_adopted_month,
    case
        when counted.parties_adopted < counted.parties
            then 'it has merged, and a part of it has not adopted: ' || array_to_string(counted.without, ', ')
        when date_diff('month', counted.first_adopted_month, counted.last_adopted_month) > allowed.value
            then format(
                'it has merged, and its parts adopted more than {:d} months apart', allowed.value::integer
            )
    end as fault,
from counted
cross join (
    select value from core.gain_parameter where name = 'mergers_within_months'
) as allowed
order by counted.practice, counted.organisation
