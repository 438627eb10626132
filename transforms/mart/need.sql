-- One row per measure, organisation and month: the gap to the standard, the best and its own best
with standard as (
    select
        observation.measure,
        observation.month,
        arg_max(standard.value, standard.from_month) as standard,
    from (select distinct measure, month from core.observation) as observation
    inner join core.standard as standard
        on standard.measure = observation.measure
        and standard.from_month <= observation.month
        and coalesce(standard.to_month, observation.month) >= observation.month
    group by all
), quarter as (
    select
        benchmark.measure,
        benchmark.peer_kind,
        benchmark.month,
        if(
            any_value(measure.direction) = 'decrease',
            quantile_cont(benchmark.value, 0.25),
            quantile_cont(benchmark.value, 0.75)
        ) as best_quartile,
    from mart.benchmark as benchmark
    inner join core.measure as measure on measure.measure = benchmark.measure
    where benchmark.peers >= 4
    group by all
), yearly as (
    select
        observation.measure,
        observation.organisation,
        observation.month,
        observation.value,
        observation.service,
        case measure.direction when 'increase' then 1 when 'decrease' then -1 end as sign,
        -- Twelve consecutive months: one lucky month is not an achievement, and a full year includes a winter
        case
            when count(*) over year < 12 then null
            when measure.unit = 'share'
                then sum(observation.numerator) over year / sum(observation.denominator) over year
            -- Summed as whole numbers: the last bit of a float's sum over a frame depends on rows of other measures
            else sum((greatest(least(observation.value, 1e20), -1e20) * 1e15)::hugeint) over year / 1e15 / 12
        end as own_year,
    from core.observation as observation
    inner join core.measure as measure on measure.measure = observation.measure
    window
        year as (
            partition by observation.measure, observation.organisation
            order by observation.month
            range between interval 11 months preceding and current row
        )
), own as (
    select
        *,
        max(sign * own_year) over so_far * sign as own_best,
        arg_max(month, sign * own_year) over so_far as own_best_month,
    from yearly
    window so_far as (
        partition by measure, organisation
        order by month
        rows between unbounded preceding and current row
    )
)
select
    own.measure,
    own.organisation,
    own.month,
    own.value,
    standard.standard,
    -- Positive where there is room to improve; a measure without a direction has no need
    own.sign * (standard.standard - own.value) as gap_to_standard,
    own.sign * (quarter.best_quartile - own.value) as gap_to_best_quartile,
    own.sign * (own.own_best - own.own_year) as gap_to_own_best,
    benchmark.rank,
    benchmark.peers,
    quarter.best_quartile,
    own.own_year,
    own.own_best,
    own.own_best_month,
    if(own.month = summary.last_month, summary.assurance, null) as assurance,
    own.service,
from own
left join standard on standard.measure = own.measure and standard.month = own.month
left join mart.benchmark as benchmark
    on benchmark.measure = own.measure
    and benchmark.organisation = own.organisation
    and benchmark.month = own.month
left join quarter
    on quarter.measure = benchmark.measure
    and quarter.peer_kind = benchmark.peer_kind
    and quarter.month = benchmark.month
left join mart.spc_summary as summary
    on summary.measure = own.measure and summary.organisation = own.organisation
