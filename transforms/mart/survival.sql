-- One row per curve, practice and month of follow-up: the Kaplan-Meier estimate with log-log limits
with gain_month as (
    select
        practice,
        unnest(range(0, max(months) + 1)) as month_number,
    from mart.gain_duration
    group by practice
), gains as (
    select
        'gain' as curve,
        gain_month.practice,
        gain_month.month_number as months,
        count_if(gain.months >= gain_month.month_number) as at_risk,
        count_if(gain.months = gain_month.month_number and gain.is_lost) as events,
    from gain_month
    inner join mart.gain_duration as gain on gain.practice = gain_month.practice
    group by all
), adoptions as (
    -- The launch month is month 1: those who adopt in it took one month
    select
        'adoption' as curve,
        practice,
        date_diff('month', min(month) over (partition by practice), month) + 1 as months,
        at_risk,
        new_adopters as events,
    from mart.spread
    where area = 'ENGLAND' and eligible > 0
), cumulated as (
    select
        *,
        product(1 - events / at_risk) over so_far as survival,
        -- Greenwood's sum; it has no term where none remain at risk
        sqrt(
            sum(if(at_risk > events, events / (at_risk * (at_risk - events)), 0)) over so_far
        ) as error,
    from (
        from gains
        union all by name
        from adoptions
    ) as followed
    where at_risk > 0
    window so_far as (partition by curve, practice order by months)
)
select
    curve,
    practice,
    months::integer as months,
    at_risk::integer as at_risk,
    events::integer as events,
    survival,
    case
        when survival = 1 then 1
        when survival > 0 then survival ** exp(1.959964 * error / -ln(survival))
    end as lower,
    case
        when survival = 1 then 1
        when survival > 0 then survival ** exp(-1.959964 * error / -ln(survival))
    end as upper,
from cumulated
order by curve, practice, months
