-- One row per practice and month since a gain was confirmed: the share of gains not yet lost
select
    survival.practice,
    survival.months,
    survival.at_risk,
    survival.events as lost,
    survival.at_risk
    - survival.events
    - lead(survival.at_risk, 1, 0) over (partition by survival.practice order by survival.months)
        as censored,
    survival.survival,
    survival.lower,
    survival.upper,
    -- With fewer than ten losses the curve is too uncertain to compare with another
    sum(survival.events::integer) over (partition by survival.practice) >= 10 as comparable,
from mart.survival as survival
where survival.curve = 'gain'
order by survival.practice, survival.months
