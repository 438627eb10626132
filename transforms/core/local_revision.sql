-- One row per local figure that was sent again with a different value
with first_sent as (
    select *
    from core.local_submission
    qualify row_number() over (partition by measure, organisation, month order by load_id) = 1
)
select
    now.measure,
    now.organisation,
    now.month,
    first_sent.numerator as first_numerator,
    first_sent.denominator as first_denominator,
    if(first_sent.fault is null, first_sent.value, null) as first_value,
    now.numerator as revised_numerator,
    now.denominator as revised_denominator,
    if(now.fault is null, now.value, null) as revised_value,
    now.fault,
    first_sent.load_id as first_load,
    now.load_id as revised_load,
from core.local_figure as now
inner join first_sent
    on first_sent.measure = now.measure
    and first_sent.organisation = now.organisation
    and first_sent.month = now.month
where (first_sent.numerator, first_sent.denominator)
    is distinct from (now.numerator, now.denominator)
order by now.measure, now.organisation, now.month
