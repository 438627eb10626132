-- One row per predecessor and successor: the month from which the successor reports
select
    predecessor,
    successor,
    date_trunc('month', arg_max(effective, (load_id, effective)))::date as month,
from staging.successions
group by all
