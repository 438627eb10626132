-- One row per measure and organisation: the icons, whether they are reliable, and a sentence
with judged as (
    select
        latest.*,
        option.direction,
        option.period,
        option.is_current,
        stability.is_stable,
        stability.recent_points,
        stability.recent_reached,
        1e-12 * greatest(abs(latest.target), abs(latest.mean)) as tolerance,
        case
            when rule.prefers_improvement and latest.is_high and latest.is_low
                then if(option.direction = 'decrease', -1, 1)
            else latest.signal
        end as icon_signal,
        case
            when latest.phase_points < rule.points_for_icon then 'none'
            when icon_signal = 0 then 'common_cause'
            when option.direction = 'neutral' then 'neutral'
            when (icon_signal = 1) = (option.direction = 'increase') then 'improvement'
            else 'concern'
        end as verdict,
        latest.phase_points < 13 as is_trial,
        case
            when latest.points = 0 then 'no_values'
            else latest.phase_refusal
        end as refusal,
        case
            when option.step_seconds > 0
                then date_diff('second', latest.first_month, latest.month) // option.step_seconds
            when option.period = 'month' then date_diff('month', latest.first_month, latest.month)
            when option.period = 'quarter' then date_diff('quarter', latest.first_month, latest.month)
            when option.period = 'year' then date_diff('year', latest.first_month, latest.month)
            when option.period = 'week' then date_diff('week', latest.first_month, latest.month)
            when option.period = 'day' then date_diff('day', latest.first_month, latest.month)
            when option.period = 'weekday'
                then 5 * date_diff('week', latest.first_month, latest.month)
                    + isodow(latest.month) - isodow(latest.first_month)
        end + 1 - latest.places as absent_periods,
        -- Two points in one month, of a series that is monthly but for them, are no gap
        if(absent_periods < 0, 0, absent_periods) as gaps,
    from core.spc_latest as latest
    inner join core.spc_option as option on option.series = latest.series
    inner join core.spc_rule_set as rule on rule.rule_set = option.rule_set
    left join core.spc_stability as stability on stability.series = latest.series
), assured as (
    select
        *,
        case
            when verdict = 'none' or target is null or direction = 'neutral' then null
            when target > upper_limit + tolerance
                then if(direction = 'increase', 'consistent_fail', 'consistent_pass')
            when target < lower_limit - tolerance
                then if(direction = 'increase', 'consistent_pass', 'consistent_fail')
            else 'inconsistent'
        end as rule_set_assurance,
        case
            when verdict in ('improvement', 'concern') then 'special_cause_' || verdict
            when verdict = 'common_cause' then verdict
            when verdict = 'neutral'
                then if(icon_signal = 1, 'special_cause_neutral_high', 'special_cause_neutral_low')
        end as rule_set_variation,
        if(
            verdict in ('improvement', 'concern', 'neutral'),
            verdict || if(icon_signal = 1, '_high', '_low'),
            nullif(verdict, 'none')
        ) as rule_set_icon,
        not is_trial and refusal is null as is_reliable,
        case
            when target is null or direction = 'neutral' or value is null then null
            -- Every value is on the same side of the target: no limits are needed to see that
            when refusal = 'constant' and is_current
                then if(recent_reached > 0, 'consistent_pass', 'consistent_fail')
            when is_reliable then rule_set_assurance
        end as possible_assurance,
        case
            when target is null or direction = 'neutral' then null
            when is_trial then 'trial'
            when not is_current then 'old'
            when refusal = 'constant' then null
            when refusal is not null then refusal
            when value is null then 'no_values'
            when not is_stable then 'not_stable'
            -- Limits describe what to expect; where the year was otherwise, they do not describe the present
            when possible_assurance = 'consistent_pass' and recent_points - recent_reached > 1
                or possible_assurance = 'consistent_fail' and recent_reached > 1
                or possible_assurance = 'inconsistent' and recent_reached in (0, recent_points)
                then 'contradicted'
        end as assurance_refusal,
    from judged
), worded as (
    select
        *,
        if(assurance_refusal is null, possible_assurance, null) as shown_assurance,
        period || 's' as periods,
        -- Points of hours or minutes are named with their time
        case
            when period = 'month' then strftime(month, '%B %Y')
            when typeof(month) = 'DATE' then strftime(month, '%-d %B %Y')
            else strftime(month, '%-d %B %Y %H:%M')
        end as latest_day,
        case
            when period = 'month' then strftime(side_since, '%B %Y')
            when typeof(month) = 'DATE' then strftime(side_since, '%-d %B %Y')
            else strftime(side_since, '%-d %B %Y %H:%M')
        end as side_day,
        case
            when period = 'month' then strftime(step_since, '%B %Y')
            when typeof(month) = 'DATE' then strftime(step_since, '%-d %B %Y')
            else strftime(step_since, '%-d %B %Y %H:%M')
        end as step_day,
        concat_ws(
            ' and ',
            if(is_outside and side = 1, latest_day || ' above the upper limit', null),
            if(
                is_shift and side = 1,
                side_points || ' ' || periods || ' in a row above the mean since '
                || side_day,
                null
            ),
            if(
                trend_direction = 1,
                step_points || ' ' || periods || ' in a row rising since '
                || step_day,
                null
            ),
            if(
                is_two_of_three and side = 1,
                '2 of the last 3 ' || periods || ' close to the upper limit',
                null
            )
        ) as high_signs,
        concat_ws(
            ' and ',
            if(is_outside and side = -1, latest_day || ' below the lower limit', null),
            if(
                is_shift and side = -1,
                side_points || ' ' || periods || ' in a row below the mean since '
                || side_day,
                null
            ),
            if(
                trend_direction = -1,
                step_points || ' ' || periods || ' in a row falling since '
                || step_day,
                null
            ),
            if(
                is_two_of_three and side = -1,
                '2 of the last 3 ' || periods || ' close to the lower limit',
                null
            )
        ) as low_signs,
        case direction
            when 'increase' then ': improvement'
            when 'decrease' then ': deterioration'
            else ''
        end as high_meaning,
        case direction
            when 'increase' then ': deterioration'
            when 'decrease' then ': improvement'
            else ''
        end as low_meaning,
    from assured
)
select
    measure,
    organisation,
    month as last_month,
    value as last_value,
    mean,
    lower_limit,
    upper_limit,
    target,
    if(is_reliable, rule_set_variation, null) as variation,
    if(is_reliable, rule_set_icon, null) as variation_icon,
    shown_assurance as assurance,
    case shown_assurance
        when 'consistent_pass' then 'pass'
        when 'consistent_fail' then 'fail'
        else shown_assurance
    end as assurance_icon,
    points,
    is_trial,
    gaps::integer as gaps,
    places - points as blanks,
    refusal,
    is_high and direction = 'increase' or is_low and direction = 'decrease' as has_improvement,
    is_low and direction = 'increase' or is_high and direction = 'decrease' as has_deterioration,
    case
        when refusal = 'no_values' then 'No values.'
        when is_trial
            then 'Too few points for more than trial limits'
                || if(phases > 1, ' since the limits were recalculated', '')
                || ': ' || phase_points || ' of 13.'
        when refusal = 'constant'
            then 'All ' || phase_points || ' values are the same, so there are no limits to draw.'
        when refusal = 'rare_events'
            then 'Half of the values or more are zero, so these limits would mislead:'
                || ' chart the time or the cases between events instead (T or G chart).'
        when refusal = 'mostly_the_same'
            then 'Most values are the same as the one before, so the limits collapse on the mean:'
                || ' chart the time between changes instead (T chart).'
        when value is null then 'No value for ' || latest_day || ', the latest.'
        when high_signs = '' and low_signs = '' then 'No significant change.'
        else concat_ws(
            ' ',
            nullif(high_signs, '') || high_meaning || '.',
            nullif(low_signs, '') || low_meaning || '.'
        )
    end
    || case
        when gaps = 1 then ' 1 ' || period || ' is missing.'
        when gaps > 1 then ' ' || gaps || ' ' || periods || ' are missing.'
        else ''
    end as sentence,
    phases,
    places,
    special_points,
    rule_set,
    rule_set_variation,
    rule_set_icon,
    rule_set_assurance,
    assurance_refusal,
    recent_points,
    recent_reached,
from worded
