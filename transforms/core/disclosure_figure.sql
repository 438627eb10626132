-- One row per value that an unpublished figure ever had: the load that sent it, in every unit its measure has had
with submitted as (
    -- Also withdrawn loads, which editions have shown, and with `build --as-known-at` loads received since
    select * exclude (is_newest) from staging.measures_history
    union all by name
    select * from staging.uncounted_measures
), defined as (
    select measure, unit from staging.measure_definitions_history
    union
    select measure, unit from staging.uncounted_measure_definitions
), sent as (
    select
        submitted.measure,
        submitted.organisation,
        submitted.observed_month as month,
        submitted.load_id,
        defined.unit,
        submitted.numerator,
        submitted.denominator,
    from submitted
    inner join defined on defined.measure = submitted.measure
    where submitted.measure not in (select measure from staging.measure)
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
), returned as (
    -- A withdrawal, or the undoing of one, gives a figure the value of another load from that moment on
    select
        sent.measure,
        sent.organisation,
        sent.month,
        change.changed_at as load_id,
        sent.unit,
        arg_max(struct_pack(numerator := sent.numerator, denominator := sent.denominator), sent.load_id) as figure,
    from staging.withdrawal_change as change
    inner join sent as touched on touched.load_id = change.load_id
    inner join sent
        on sent.measure = touched.measure
        and sent.organisation = touched.organisation
        and sent.month = touched.month
        and sent.unit = touched.unit
        and sent.load_id < change.changed_at
    where (change.changed_at, sent.load_id) not in (select (changed_at, load_id) from staging.withdrawn_then)
    group by sent.measure, sent.organisation, sent.month, change.changed_at, sent.unit
), shown as (
    select measure, organisation, month, load_id, unit, numerator, denominator from sent
    union all by name
    select
        measure, organisation, month, load_id, unit,
        figure.numerator,
        figure.denominator,
    from returned
)
select
    measure,
    organisation,
    month,
    load_id,
    unit,
    numerator,
    denominator,
from shown
where coalesce(numerator, denominator) is not null
    -- A share without cases, or of more than all cases, is never shown
    and (unit <> 'share' or numerator <= denominator)
window one_figure as (partition by measure, organisation, month, unit order by load_id)
qualify (numerator, denominator) is distinct from (
    lag(numerator) over one_figure, lag(denominator) over one_figure
)
-- The first load that counts keeps its row: what a revision showed as first sent is found by that load
or lag(load_id) over one_figure in (
    select load_id from staging.load where status = 'withdrawn'
    union all
    select changed_at from staging.withdrawal_change
)
order by measure, organisation, month, unit, load_id
