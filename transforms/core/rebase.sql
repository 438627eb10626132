-- One row per measure, organisation and month of a requested recalculation, as last decided
with newest as (
    select *, strptime(month_text, '%Y-%m')::date as first_month
    from staging.rebases
), observed as (
    select measure, organisation, list(month) as months
    from core.observation
    group by all
)
select
    newest.measure,
    newest.organisation,
    newest.first_month as month,
    newest.reason,
    newest.evidence,
    newest.proposed_by,
    newest.decision,
    newest.decided_by,
    newest.decided_on,
    case
        when measure.measure is null then 'There is no measure of this name.'
        when observed.months is null then 'This organisation has no figure of the measure.'
        when not list_contains(observed.months, newest.first_month)
            then 'There is no figure for this month.'
    end as problem,
from newest
left join core.measure as measure on measure.measure = newest.measure
left join observed
    on observed.measure = newest.measure and observed.organisation = newest.organisation
