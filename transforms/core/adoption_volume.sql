-- One row per practice and organisation: its size, from the denominators of the practice's measure
with reported as (
    select
        practice.practice,
        observation.organisation,
        observation.month,
        observation.denominator,
        max(observation.month) over (
            partition by practice.practice, observation.organisation
        ) as last_month,
    from core.practice as practice
    inner join core.observation as observation on observation.measure = practice.measure
    where observation.denominator is not null
)
select
    practice,
    organisation,
    avg(denominator order by denominator) as volume,
    count(*)::integer as months,
from reported
-- Its last full year of figures, the same in every month; of an organisation that ended, its own last
where month > last_month - interval 12 month
group by all
