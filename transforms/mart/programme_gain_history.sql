-- One row per practice and monthly run: the verdict on all of its adopters together at that run
select
    run.practice,
    practice.programme,
    run.* exclude (
        practice, organisation, p_value, baseline_months, holding_months, other_practice,
        other_practice_month
    ),
from core.gain_run as run
inner join core.practice as practice on practice.practice = run.practice
where run.organisation = '*'
order by run.practice, run.month
