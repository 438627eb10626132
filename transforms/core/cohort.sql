-- One row per cohort, organisation and run of months in which it is in the cohort, as last registered
with titled as (
    -- A cohort has the title of the newest file that names it
    select cohort, arg_max(title, (load_id, -row)) as title
    from staging.cohorts
    group by cohort
)
select
    registered.cohort,
    titled.title,
    registered.organisation,
    registered.from_month,
    registered.to_month,
from staging.cohorts as registered
inner join titled on titled.cohort = registered.cohort
where not registered.is_never
order by registered.cohort, registered.organisation, registered.from_month
