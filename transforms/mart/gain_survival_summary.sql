-- One row per practice with a confirmed gain: losses, and the median time to loss if reached
select
    practice,
    max(at_risk)::integer as gains,
    sum(lost)::integer as lost,
    sum(censored)::integer as censored,
    -- Rounding may leave the product of the shares slightly above an exact half
    min(months) filter (survival <= 0.5 + 1e-9) as median_months,
    min(months) filter (lower <= 0.5 + 1e-9) as median_lower,
    min(months) filter (upper <= 0.5 + 1e-9) as median_upper,
    bool_and(comparable) as comparable,
from mart.gain_survival
group by practice
order by practice
