-- One row per practice, adopter (`*` for all of them together), window and month: the level expected of it
select
    practice,
    organisation,
    period,
    number as month_number,
    month,
    actual,
    expected,
    actual_score,
    expected_score,
    adopters,
from core.gain_comparison
where resolution = 'month'
order by practice, organisation, period, month_number
