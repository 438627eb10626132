-- One row per measure: those of the contracts first, then those defined locally
with defined as (
    select *
    from staging.measure_definitions
    where measure not in (select measure from staging.measure)
)
select
    measure,
    title,
    unit,
    direction,
    description,
    kind,
    section,
    noun,
    position,
    chart,
    beside,
    is_at_month_end,
    axis_title,
    for_patients,
    null::double as local_target,
    service,
    service_title,
    whole_measure,
from staging.measure
union all by name
select
    defined.measure,
    defined.title,
    defined.unit,
    defined.direction,
    'Defined and sent locally; no publication gives it. '
    || case defined.unit
        when 'share' then 'What is counted, as a share of the cases it is counted in.'
        when 'rate' then 'What is counted, for each 1,000 of what it is counted in.'
        when 'count' then 'What is counted in the month.'
        else 'A time in ' || defined.unit || ', or the mean time where it is sent with a number of cases.'
    end as description,
    extract.kind,
    extract.section,
    case when defined.unit = 'share' then 'cases' else 'events' end as noun,
    (select max(position) from staging.measure) + row_number() over (order by defined.row, defined.measure) as position,
    -- A plain P chart's limits are too narrow for such large numbers of cases, so Laney's are drawn
    if(defined.chart = 'p', 'p_prime', coalesce(defined.chart, 'xmr')) as chart,
    null::varchar as beside,
    -- A team says neither when it sends a measure; most local counts are of events during the month
    false as is_at_month_end,
    '' as axis_title,
    '' as for_patients,
    defined.target as local_target,
    'ALL' as service,
    null::varchar as service_title,
    defined.measure as whole_measure,
from defined
inner join staging.extract as extract on extract.kind = 'measures'
