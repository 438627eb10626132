-- One row per point of the file: what its cells mean, once dates and unusual values have been read
select
    raw.line,
    series_name.series,
    date_reading.number as date_number,
    date_reading.moment as month,
    -- Only a file with unusual values needs its texts again
    if(exists (select 1 from value_reading as unusual), raw.value, null) as text,
    coalesce(value_reading.is_percentage, false) as is_percentage,
    if(value_reading.text is null, try_cast(raw.value as double), value_reading.number) as value,
    if(target_reading.text is null, try_cast(raw.target as double), target_reading.number) as target,
    coalesce(lower(trim(raw.ghost)) in ('1', 'true', 't', 'yes', 'y', 'x'), false) as is_ghost,
    nullif(trim(raw.reason), '') as ghost_reason,
from raw
inner join series_name on series_name.series_id = raw.series_id
inner join date_reading on date_reading.text = raw.date
left join value_reading on value_reading.text = raw.value
left join value_reading as target_reading on target_reading.text = raw.target
