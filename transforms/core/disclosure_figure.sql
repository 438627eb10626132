-- One row per value that an unpublished figure ever had: the load that sent it, in every unit its measure has had
with later as (
    -- With `build --as-known-at`, also loads received since: later editions show what they sent
    select * exclude (is_newest) from staging.measures_history
    union all by name
    select * from staging.later_measures
), defined as (
    select measure, unit from staging.measure_definitions_history
    union
    select measure, unit from staging.later_measure_definitions
), sent as (
    select
        later.measure,
        later.organisation,
        later.observed_month as month,
        later.load_id,
        defined.unit,
        later.numerator,
        later.denominator,
    from later
    inner join defined on defined.measure = later.measure
    where later.measure not in (select measure from staging.measure)
    union all by name
    select
        observation.measure,
        observation.organisation,
        observation.month,
        observation.load_id,
        measure.unit,
        observation.numerator,
        observation.denominator,
    from staging.unpublished_observation as observation
    inner join staging.measure as measure on measure.measure = observation.measure
)
select
    measure,
    organisation,
    month,
    load_id,
    unit,
    numerator,
    denominator,
from sent
where coalesce(numerator, denominator) is not null
    -- A share without cases, or of more than all cases, is never shown
    and (unit <> 'share' or numerator <= denominator)
window one_figure as (partition by measure, organisation, month, unit order by load_id)
qualify (numerator, denominator) is distinct from (
    lag(numerator) over one_figure, lag(denominator) over one_figure
)
order by measure, organisation, month, unit, load_id
