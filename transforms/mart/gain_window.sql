-- One row per practice, adopter (`*` for all of them together) and window: its level, and the level expected of it
select
    compared.practice,
    compared.organisation,
    compared.period,
    compared.from_month,
    compared.to_month,
    compared.actual,
    compared.expected,
    compared.expected_lower,
    compared.expected_upper,
    compared.expected_with_quarter,
    compared.expected_without_quarter,
    compared.expected_without_nine_months,
    compared.actual_score,
    compared.expected_score,
    (compared.actual_score - compared.expected_score) * compared.cases as patients_affected,
    -- Only shares have cases: there the figure itself is the score, or its negative where less is better
    if(
        practice.direction = 'decrease',
        compared.expected_lower - compared.actual,
        compared.actual - compared.expected_upper
    ) * compared.cases as patients_lower,
    if(
        practice.direction = 'decrease',
        compared.expected_upper - compared.actual,
        compared.actual - compared.expected_lower
    ) * compared.cases as patients_upper,
    compared.adopters,
from core.gain_comparison as compared
inner join core.practice as practice on practice.practice = compared.practice
where compared.resolution = 'window'
order by compared.practice, compared.organisation, compared.period
