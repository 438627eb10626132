-- One row per practice, as last registered
select
    practice,
    programme,
    title,
    description,
    measure,
    direction,
    aim,
    coalesce(
        washout,
        (select gain_parameter.value::integer from core.gain_parameter where gain_parameter.name = 'washout_months')
    ) as washout_months,
    coalesce(
        list_filter(list_transform(string_split(balancing_text, ';'), lambda one: trim(one)), lambda one: one <> ''),
        []
    )::varchar[] as balancing_measures,
    case when regexp_matches(guidance_url, '^https?://[^ ]+$') then guidance_url end as guidance_url,
from staging.practices
order by practice
