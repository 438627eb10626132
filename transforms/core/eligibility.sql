-- One row per practice, organisation and run of months in which it could adopt, as last registered
with latest as (
    select *
    from staging.eligibility
    qualify rank() over (partition by practice, organisation order by load_id desc) = 1
)
select
    practice,
    organisation,
    from_month,
    to_month,
from latest
where not is_never
order by practice, organisation, from_month
