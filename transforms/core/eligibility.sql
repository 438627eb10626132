-- One row per practice, organisation and run of months in which it could adopt, as last registered
select
    practice,
    organisation,
    from_month,
    to_month,
from staging.eligibility
where not is_never
order by practice, organisation, from_month
