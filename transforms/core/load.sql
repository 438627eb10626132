-- One row per load: a file that was accepted, has been superseded by a later one, or was quarantined
select
    load_id,
    coalesce(nullif(kind, ''), 'unknown') as kind,
    strptime(month, '%Y-%m')::date as month,
    file_name,
    sha256,
    (received_at::timestamptz at time zone 'UTC') as received_at,
    rows,
    case
        when status = 'accepted' and not is_current then 'superseded'
        -- The same bytes, released since by a named role: they are in the figures
        when status = 'quarantined'
            and sha256 in (select released.sha256 from staging.load as released where released.status = 'accepted')
            then 'superseded'
        else status
    end as status,
    reasons,
    era,
    is_sample,
    size as bytes,
    nullif(called, '') as called,
    -- By the newest file, not by the clock: an edition rendered again says the same
    coalesce(called = 'provisional', false)
    or coalesce(settles_on::date > max(received_at[:10]::date) over () and called <> 'final', false) as is_provisional,
from staging.load
order by received_at, load_id
