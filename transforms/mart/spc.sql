-- One row per measure, organisation and month: its limits, every rule's answer, its meaning
with fact as (
    select
        step.series,
        step.phase,
        step.place,
        step.month,
        step.value,
        sign(step.step)::tinyint as step,
        case
            when abs(step.value - limits.mean) <= limits.tolerance then 0
            else sign(step.value - limits.mean)
        end::tinyint as side,
        abs(step.value - limits.mean) > limits.reach + limits.tolerance as is_outside,
        not is_outside
        and abs(step.value - limits.mean) > limits.reach * 2 / 3 + limits.tolerance as is_near,
        rule.shift_points::tinyint as shift_points,
        rule.trend_points::tinyint as trend_points,
        rule.reads_tie_as_falling,
    from core.spc_step as step
    inner join core.spc_limit as limits
        on limits.series = step.series and limits.phase = step.phase
    inner join core.spc_option as option on option.series = step.series
    inner join core.spc_rule_set as rule on rule.rule_set = option.rule_set
), counted as (
    -- Sums over the windows that end here; 100 stands for a missing side, so that it can be told
    select
        *,
        sum(coalesce(side, 100)::double) over shift_window as shift_sum,
        sum(step::double) over trend_window as trend_sum,
        side + lag(side, 1, 0) over months + lag(side, 2, 0) over months as three_sum,
        is_near::tinyint
        + lag(is_near::tinyint, 1, 0) over months
        + lag(is_near::tinyint, 2, 0) over months as near_sum,
        lead(step) over months as next_step,
    from fact
    window
        months as (partition by series, phase order by place),
        shift_window as (
            partition by series, phase order by place
            rows between shift_points - 1 preceding and current row
        ),
        trend_window as (
            partition by series, phase order by place
            rows between trend_points - 2 preceding and current row
        )
), ended as (
    -- Does a signal end here? 2 yes, 1 not to be known for a missing value, 0 no
    select
        * exclude (shift_sum, trend_sum, three_sum, near_sum),
        case
            when side is null then 1
            when side = 0 or place < shift_points then 0
            when shift_sum < 50 then if(abs(shift_sum) < shift_points, 0, 2)
            else if(
                abs(shift_sum - 100 * round(shift_sum / 100))
                < shift_points - round(shift_sum / 100),
                0,
                1
            )
        end::tinyint as shift_end,
        if(abs(trend_sum) = trend_points - 1, 2, 0)::tinyint as trend_end,
        case
            when three_sum is null then 1
            when abs(three_sum) < 3 then 0
            when near_sum is null then 1
            else if(near_sum >= 2, 2, 0)
        end::tinyint as three_end,
    from counted
), reached as (
    -- A point is part of every signal that ends here or soon after
    select
        *,
        max(shift_end) over shift_window as shift_part,
        coalesce(max(trend_end) over trend_window, 0) as trend_soon,
        greatest(trend_end, trend_soon) as trend_part,
        greatest(trend_soon, lead(trend_end, trend_points, 0) over months) as next_trend_part,
        greatest(
            three_end, lead(three_end, 1, 0) over months, lead(three_end, 2, 0) over months
        ) as three_part,
    from ended
    window
        months as (partition by series, phase order by place),
        shift_window as (
            partition by series, phase order by place
            rows between current row and shift_points - 1 following
        ),
        trend_window as (
            partition by series, phase order by place
            rows between 1 following and trend_points - 1 following
        )
), told as (
    select
        * exclude (
            shift_points, trend_points, trend_soon, next_step, reads_tie_as_falling,
            shift_end, trend_end, three_end, shift_part, trend_part, three_part, next_trend_part
        ),
        if(shift_part = 1, null, shift_part = 2) as is_shift,
        trend_part = 2 as is_trend,
        case
            when is_near then if(three_part = 1, null, three_part = 2)
            when is_near is null and three_part > 0 then null
            else false
        end as is_two_of_three,
        case
            when trend_part < 2 then 0
            when next_trend_part = 2 and (next_step <> 0 or reads_tie_as_falling)
                then if(next_step > 0, 1, -1)
            else step
        end::tinyint as trend_direction,
        case
            when is_outside then 'outside'
            when is_trend then 'trend'
            when is_two_of_three then 'two_of_three'
            when is_shift then 'shift'
        end as rule,
        case
            when is_outside or is_two_of_three or is_shift then side
            else 0
        end as side_signal,
        case
            when is_trend and is_outside is not true then trend_direction
            else side_signal
        end as signal,
    from reached
)
select
    option.measure,
    option.organisation,
    told.month,
    told.value,
    told.phase,
    limits.mean,
    limits.mean - limits.reach as lower_limit,
    limits.mean + limits.reach as upper_limit,
    limits.mean - limits.reach * 2 / 3 as lower_near,
    limits.mean + limits.reach * 2 / 3 as upper_near,
    option.target,
    told.rule,
    case
        when told.rule is null then 'Common Cause'
        when told.rule = 'outside' then if(told.side = 1, 'Above UCL', 'Below LCL')
        when told.rule = 'two_of_three' then if(told.side = 1, '2 in 3 Above CL', '2 in 3 Below CL')
        when told.rule = 'shift'
            then rule.shift_points || if(told.side = 1, ' Points Above CL', ' Points Below CL')
        else rule.trend_points
            || if(told.signal = 1, ' Point Trend (Increasing)', ' Point Trend (Decreasing)')
    end as label,
    case
        when told.signal = 0 then 'common_cause'
        when option.direction = 'neutral'
            then if(told.signal = 1, 'special_cause_neutral_high', 'special_cause_neutral_low')
        when (told.signal = 1) = (option.direction = 'increase') then 'special_cause_improvement'
        else 'special_cause_concern'
    end as variation,
    told.is_outside,
    told.is_near,
    told.is_trend,
    told.is_two_of_three,
    told.is_shift,
    told.side,
    told.step,
    told.trend_direction,
    told.signal,
    -- Every rule that the point meets counts here, not only the one that gives it its name
    told.trend_direction = 1 or told.side_signal = 1 as is_high,
    told.trend_direction = -1 or told.side_signal = -1 as is_low,
    told.series,
    told.place,
    option.rule_set,
from told
inner join core.spc_limit as limits
    on limits.series = told.series and limits.phase = told.phase
inner join core.spc_option as option on option.series = told.series
inner join core.spc_rule_set as rule on rule.rule_set = option.rule_set
