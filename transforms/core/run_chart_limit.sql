-- One row per number of useful points: Anhoej's critical values for a run chart
with chance as (
    -- Crossings of n points by chance: binomial with n - 1 trials and probability 1/2
    select
        points.useful_points,
        crossing.crossings,
        exp(
            lgamma(points.useful_points)
            - lgamma(crossing.crossings + 1)
            - lgamma(points.useful_points - crossing.crossings)
            - (points.useful_points - 1) * ln(2)
        ) as likelihood,
    from (select unnest(range(1, 601)) as useful_points) as points
    inner join (select unnest(range(0, 301)) as crossings) as crossing
        on crossing.crossings < points.useful_points
), cumulated as (
    select
        useful_points,
        crossings,
        sum(likelihood) over (partition by useful_points order by crossings) as likelihood,
    from chance
)
select
    useful_points::integer as useful_points,
    (round(log2(useful_points)) + 3)::integer as longest_run_max,
    min(crossings)::integer as crossings_min,
from cumulated
where likelihood >= 0.05
group by all
