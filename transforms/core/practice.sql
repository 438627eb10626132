-- One row per practice, as last registered
with registered as (
    select
        * exclude (measure),
        -- As write_service_suffix in checks/contracts/services.py; core.register_problem reports a measure that is none
        measure
        || if(
            coalesce(service, 'ALL') = 'ALL',
            '',
            '_' || lower(regexp_replace(service, '[^A-Za-z0-9]', '', 'g'))
        ) as measure,
    from staging.practices
)
select
    registered.practice,
    registered.programme,
    registered.title,
    registered.description,
    registered.measure,
    registered.direction,
    registered.aim,
    coalesce(
        registered.washout,
        (select gain_parameter.value::integer from core.gain_parameter where gain_parameter.name = 'washout_months')
    ) as washout_months,
    coalesce(
        list_filter(
            list_transform(string_split(registered.balancing_text, ';'), lambda one: trim(one)),
            lambda one: one <> ''
        ),
        []
    )::varchar[] as balancing_measures,
    case
        when regexp_matches(registered.guidance_url, '^https?://[^ ]+$') then registered.guidance_url
    end as guidance_url,
    coalesce(measure.service, 'ALL') as service,
from registered
left join core.measure as measure on measure.measure = registered.measure
order by registered.practice
