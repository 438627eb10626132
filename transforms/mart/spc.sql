-- One row per measure, organisation and month: the point, its limits, its label and its meaning
select
    option.measure,
    option.organisation,
    point.month,
    point.value,
    point.phase,
    limits.mean,
    limits.mean - limits.reach as lower_limit,
    limits.mean + limits.reach as upper_limit,
    limits.mean - limits.reach * 2 / 3 as lower_near,
    limits.mean + limits.reach * 2 / 3 as upper_near,
    option.target,
    option.rule_set,
    coalesce(point.is_outside, false) as is_outside,
    point.is_trend,
    coalesce(point.is_two_of_three, false) as is_two_of_three,
    coalesce(point.is_shift, false) as is_shift,
    point.rule,
    case point.rule
        when 'outside' then if(point.side = 1, 'Above UCL', 'Below LCL')
        when 'trend'
            then rule.trend_points || ' Point Trend ('
                || if(point.trend_direction = 1, 'Increasing)', 'Decreasing)')
        when 'two_of_three' then if(point.side = 1, '2 in 3 Above CL', '2 in 3 Below CL')
        when 'shift' then rule.shift_points || if(point.side = 1, ' Points Above CL', ' Points Below CL')
        else 'Common Cause'
    end as label,
    case
        when point.signal = 0 then 'common_cause'
        when option.direction = 'neutral'
            then if(point.signal = 1, 'special_cause_neutral_high', 'special_cause_neutral_low')
        when (point.signal = 1) = (option.direction = 'increase') then 'special_cause_improvement'
        else 'special_cause_concern'
    end as variation,
from mart.spc_point as point
inner join core.spc_limit as limits
    on limits.series = point.series and limits.phase = point.phase
inner join core.spc_option as option on option.series = point.series
inner join core.spc_rule_set as rule on rule.rule_set = option.rule_set
