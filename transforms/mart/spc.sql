-- One row per measure, organisation and month: its limits, the result of every rule, its meaning
with fact as materialized (
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
        -- A word has one bit for each of 48 places, with room for 8 of each neighbour's at either end
        ((step.place - 1) // 48)::integer as block,
        1::ubigint << (8 + (step.place - 1) % 48)::ubigint as bit,
    from core.spc_step as step
    inner join core.spc_limit as limits
        on limits.series = step.series and limits.phase = step.phase
), word as (
    -- Sets of points as bits: a rule takes a few operations for 48 points at once
    select
        series,
        phase,
        block,
        bit_or(if(side = 1, bit, 0)) as own_highs,
        bit_or(if(side = -1, bit, 0)) as own_lows,
        bit_or(if(side is null, bit, 0)) as own_blanks,
        bit_or(if(step = 1, bit, 0)) as own_rises,
        bit_or(if(step = -1, bit, 0)) as own_falls,
        bit_or(if(is_near, bit, 0)) as own_insides_near,
        bit_or(if(is_outside, bit, 0)) as own_outsides,
    from fact
    group by all
), ruled as (
    select
        word.*,
        word.own_insides_near
        | if(rule.counts_outside_as_near, word.own_outsides, 0) as own_nears,
    from word
    inner join core.spc_option as option on option.series = word.series
    inner join core.spc_rule_set as rule on rule.rule_set = option.rule_set
), wide as (
    select
        series,
        phase,
        block,
        (own_highs | (lag(own_highs, 1, 0) over blocks >> 48))
        | ((lead(own_highs, 1, 0) over blocks & 65280) << 48) as highs,
        (own_lows | (lag(own_lows, 1, 0) over blocks >> 48))
        | ((lead(own_lows, 1, 0) over blocks & 65280) << 48) as lows,
        (own_blanks | (lag(own_blanks, 1, 0) over blocks >> 48))
        | ((lead(own_blanks, 1, 0) over blocks & 65280) << 48) as blanks,
        (own_rises | (lag(own_rises, 1, 0) over blocks >> 48))
        | ((lead(own_rises, 1, 0) over blocks & 65280) << 48) as rises,
        (own_falls | (lag(own_falls, 1, 0) over blocks >> 48))
        | ((lead(own_falls, 1, 0) over blocks & 65280) << 48) as falls,
        (own_nears | (lag(own_nears, 1, 0) over blocks >> 48))
        | ((lead(own_nears, 1, 0) over blocks & 65280) << 48) as nears,
        highs | blanks as highs_or_blanks,
        lows | blanks as lows_or_blanks,
    from ruled
    window blocks as (partition by series, phase order by block)
), begun as (
    -- x & (x >> 1) marks where two in a row begin; repeating it marks where four do
    select
        *,
        highs & (highs >> 1) as two_highs,
        lows & (lows >> 1) as two_lows,
        highs_or_blanks & (highs_or_blanks >> 1) as two_highs_or_blanks,
        lows_or_blanks & (lows_or_blanks >> 1) as two_lows_or_blanks,
        rises & (rises >> 1) as two_rises,
        falls & (falls >> 1) as two_falls,
        two_highs & (two_highs >> 2) as four_highs,
        two_lows & (two_lows >> 2) as four_lows,
        two_highs_or_blanks & (two_highs_or_blanks >> 2) as four_highs_or_blanks,
        two_lows_or_blanks & (two_lows_or_blanks >> 2) as four_lows_or_blanks,
        two_rises & (two_rises >> 2) as four_rises,
        two_falls & (two_falls >> 2) as four_falls,
        (two_highs & (two_highs >> 1)) | (two_lows & (two_lows >> 1)) as threes,
        ((nears & (nears >> 1)) | (nears & (nears >> 2))) | ((nears >> 1) & (nears >> 2))
            as near_pairs,
    from wide
), signal as (
    -- The first point of each signal; signals that begin outside this word's own points are cut off
    select
        begun.series,
        begun.phase,
        begun.block,
        begun.rises,
        begun.falls,
        begun.blanks,
        (rule.shift_points - 4)::ubigint as beyond_four,
        (rule.trend_points - 4)::ubigint as beyond_four_of_trend,
        rule.shift_points,
        rule.trend_points,
        rule.reads_tie_as_falling,
        rule.counts_outside_as_near,
        option.measure,
        option.organisation,
        option.direction,
        option.target,
        option.rule_set,
        limits.mean,
        limits.reach,
        ((1::ubigint << 56) - 1)::ubigint as own,
        own & (
            (begun.four_highs & (begun.four_highs >> beyond_four))
            | (begun.four_lows & (begun.four_lows >> beyond_four))
        ) as shifts,
        own & (
            (begun.four_highs_or_blanks & (begun.four_highs_or_blanks >> beyond_four))
            | (begun.four_lows_or_blanks & (begun.four_lows_or_blanks >> beyond_four))
        ) as possible_shifts,
        -- One step fewer than points, and one place more, since the next point's trend also counts
        (own * 2 + 1) & ((
            (begun.four_rises & (begun.four_rises >> (beyond_four_of_trend - 1)))
            | (begun.four_falls & (begun.four_falls >> (beyond_four_of_trend - 1)))
        ) >> 1) as trends,
        own & (begun.threes & begun.near_pairs) as twos_of_three,
        if(limits.reach is null, own & begun.threes, 0) as possible_twos_of_three,
        own & begun.blanks as own_blanks,
        begun.blanks | (begun.blanks >> 1) as two_blanks,
        two_blanks | (two_blanks >> 2) as four_blanks,
    from begun
    inner join core.spc_option as option on option.series = begun.series
    inner join core.spc_rule_set as rule on rule.rule_set = option.rule_set
    inner join core.spc_limit as limits
        on limits.series = begun.series and limits.phase = begun.phase
), begun_lately as (
    select
        *,
        shifts | (shifts << 1) as two_shifts,
        possible_shifts | (possible_shifts << 1) as two_possible_shifts,
        trends | (trends << 1) as two_trends,
        two_shifts | (two_shifts << 2) as four_shifts,
        two_possible_shifts | (two_possible_shifts << 2) as four_possible_shifts,
        two_trends | (two_trends << 2) as four_trends,
    from signal
), part as (
    -- A point is part of every signal that begins at it or less than the signal's length before it
    select
        measure,
        organisation,
        target,
        rule_set,
        -- Joined once per word, not once per point
        shift_points || ' Points Above CL' as above,
        shift_points || ' Points Below CL' as below,
        trend_points || ' Point Trend (Increasing)' as increasing,
        trend_points || ' Point Trend (Decreasing)' as decreasing,
        case direction
            when 'neutral' then 'special_cause_neutral_high'
            when 'increase' then 'special_cause_improvement'
            else 'special_cause_concern'
        end as high_variation,
        case direction
            when 'neutral' then 'special_cause_neutral_low'
            when 'increase' then 'special_cause_concern'
            else 'special_cause_improvement'
        end as low_variation,
        counts_outside_as_near,
        mean,
        mean - reach as lower_limit,
        mean + reach as upper_limit,
        mean - reach * 2 / 3 as lower_near,
        mean + reach * 2 / 3 as upper_near,
        series,
        phase,
        block,
        four_shifts | (four_shifts << beyond_four) as in_shift,
        (four_possible_shifts | (four_possible_shifts << beyond_four))
        | (four_blanks | (four_blanks >> beyond_four)) as in_possible_shift,
        four_trends | (four_trends << beyond_four_of_trend) as in_trend,
        (twos_of_three | (twos_of_three << 1)) | (twos_of_three << 2) as in_two_of_three,
        ((possible_twos_of_three | (possible_twos_of_three << 1)) | (possible_twos_of_three << 2))
        | ((two_blanks | (blanks >> 2)) | ((own_blanks << 1) | (own_blanks << 2)))
            as in_possible_two_of_three,
        -- A trend that goes on from here sets the direction; after a tie, the rule set decides
        (in_trend >> 1) & (((rises | falls) >> 1) | if(reads_tie_as_falling, own * 2 + 1, 0))
            as goes_on,
        in_trend & ((goes_on & (rises >> 1)) | (rises & ~goes_on)) as in_rise,
    from begun_lately
), told as (
    select
        part.* exclude (series, phase, block, counts_outside_as_near),
        fact.* exclude (block, bit),
        if((part.in_shift & fact.bit) > 0, true, if((part.in_possible_shift & fact.bit) > 0, null, false))
            as is_shift,
        (part.in_trend & fact.bit) > 0 as is_trend,
        fact.is_near or (part.counts_outside_as_near and fact.is_outside) as is_beyond_two_sigma,
        case
            when is_beyond_two_sigma is false then false
            when (part.in_two_of_three & fact.bit) > 0 then is_beyond_two_sigma
            when (part.in_possible_two_of_three & fact.bit) > 0 then null
            else false
        end as is_two_of_three,
        if(is_trend, if((part.in_rise & fact.bit) > 0, 1, -1), 0)::tinyint as trend_direction,
        case
            when fact.is_outside then 'outside'
            when is_trend then 'trend'
            when is_two_of_three then 'two_of_three'
            when is_shift then 'shift'
        end as rule,
        case
            when fact.is_outside or is_two_of_three or is_shift then fact.side
            else 0
        end as side_signal,
        case
            when is_trend and fact.is_outside is not true then trend_direction
            else side_signal
        end as signal,
    from fact
    inner join part
        on part.series = fact.series and part.phase = fact.phase and part.block = fact.block
)
select
    measure,
    organisation,
    month,
    value,
    phase,
    mean,
    lower_limit,
    upper_limit,
    lower_near,
    upper_near,
    target,
    rule,
    case
        when rule is null then 'Common Cause'
        when rule = 'outside' then if(side = 1, 'Above UCL', 'Below LCL')
        when rule = 'two_of_three' then if(side = 1, '2 in 3 Above CL', '2 in 3 Below CL')
        when rule = 'shift' then if(side = 1, above, below)
        else if(signal = 1, increasing, decreasing)
    end as label,
    case
        when signal = 0 then 'common_cause'
        else if(signal = 1, high_variation, low_variation)
    end as variation,
    is_outside,
    is_near,
    is_trend,
    is_two_of_three,
    is_shift,
    side,
    step,
    trend_direction,
    signal,
    -- Counts every rule that the point meets, not only the one it is named after
    trend_direction = 1 or side_signal = 1 as is_high,
    trend_direction = -1 or side_signal = -1 as is_low,
    series,
    place,
    rule_set,
from told
