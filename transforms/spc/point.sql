-- One row per point of the file: what its cells mean, once dates and unusual values have been read
select
    raw.line,
    raw.series_id,
    raw.date,
    date_reading.moment as month,
    raw.value as text,
    coalesce(value_reading.is_percentage, false) as is_percentage,
    if(value_reading.text is null, try_cast(raw.value as double), value_reading.number) as value,
    if(target_reading.text is null, try_cast(raw.target as double), target_reading.number) as target,
    coalesce(lower(trim(raw.ghost)) in ('1', 'true', 't', 'yes', 'y', 'x'), false) as is_ghost,
    nullif(trim(raw.reason), '') as ghost_reason,
from raw
inner join date_reading on date_reading.text = raw.date
left join value_reading on value_reading.text = raw.value
left join value_reading as target_reading on target_reading.text = raw.target
