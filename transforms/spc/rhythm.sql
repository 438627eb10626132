-- One row per calendar, the dates that several series of `holdgain spc` share: the time from one to the next
with stepped as (
    select
        calendar,
        month,
        date_diff('second', lag(month) over (partition by calendar order by month), month) as seconds,
    from calendar_date
), summarised as (
    select
        calendar,
        list(month) as months,
        median(seconds) / 86400 as days,
        min(seconds) as least_seconds,
        max(seconds) as most_seconds,
        -- Months of unequal length show in the day that they share, or in being the last of their month
        min(day(month)) = max(day(month)) or bool_and(month = last_day(month)) as is_same_day,
        -- A fixed step of four weeks: 28 days may also be a February
        bool_and(seconds % (28 * 86400) = 0) as is_four_weekly,
        max(isodow(month)) < 6 as is_on_weekdays,
    from stepped
    group by all
), rhythm as (
    select
        *,
        least_seconds / 86400 as least_days,
        case
            when is_on_weekdays and days = 1 and most_seconds >= 3 * 86400 then 'weekday'
            when days = 1 then 'day'
            when days = 7 then 'week'
            -- Months, quarters and years are never all as long, unless they share their day
            when (is_four_weekly or least_seconds = most_seconds) and not is_same_day then null
            when days between 28 and 31 or (is_same_day and least_days between 28 and 31) then 'month'
            when days between 89 and 92 or (is_same_day and least_days between 89 and 92) then 'quarter'
            when days between 365 and 366 or (is_same_day and least_days between 365 and 366) then 'year'
        end as calendar_period,
    from summarised
), odd as (
    -- Calendars without a rhythm of their own: the shortest step, where every step is a multiple of it
    select stepped.calendar, any_value(rhythm.least_seconds) as step_seconds
    from stepped
    inner join rhythm on rhythm.calendar = stepped.calendar and rhythm.calendar_period is null
    group by all
    having bool_and(stepped.seconds % rhythm.least_seconds = 0)
)
select
    rhythm.calendar,
    rhythm.months,
    coalesce(
        rhythm.calendar_period,
        case odd.step_seconds
            when 3600 then 'hour'
            when 86400 then 'day'
            when 7 * 86400 then 'week'
            when 14 * 86400 then 'fortnight'
            when 28 * 86400 then 'four-week period'
        end,
        'point'
    ) as period,
    odd.step_seconds,
from rhythm
left join odd on odd.calendar = rhythm.calendar
