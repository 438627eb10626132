-- One row per predecessor and successor: the month from which the successor reports
select
    predecessor,
    successor,
    date_trunc('month', effective)::date as month,
from staging.successions
