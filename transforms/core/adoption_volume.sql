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
-- The last full year of its own figures, the same in every month; a closed organisation has its own last year
where month > last_month - interval 12 month
group by all
