-- One row per load: a file that is accepted, repeats the figures of one, is superseded, withdrawn, or quarantined
select
    load_id,
    coalesce(nullif(kind, ''), 'unknown') as kind,
    strptime(month, '%Y-%m')::date as month,
    file_name,
    sha256,
    (received_at::timestamptz at time zone 'UTC') as received_at,
    rows,
    case
        when status = 'accepted' and is_repeated then 'repeated'
        when status = 'accepted' and not is_current then 'superseded'
        -- The same bytes have since been released by a named role, so they have been in the figures
        when status = 'quarantined'
            and sha256 in (select released.sha256 from staging.load as released where released.status <> 'quarantined')
            then 'superseded'
        else status
    end as status,
    reasons,
    era,
    is_sample,
    size as bytes,
    nullif(called, '') as called,
    -- Judged by the newest file, not the clock, so that rendering an edition again gives the same text
    coalesce(called = 'provisional', false)
    or coalesce(settles_on::date > max(received_at[:10]::date) over () and called <> 'final', false) as is_provisional,
from staging.load
order by received_at, load_id
