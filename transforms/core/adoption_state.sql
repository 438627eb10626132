-- One row per practice, organisation and month with a change: the state of adoption at its end
with staged as (
    select
        *,
        -- Within a month the later stage counts, regardless of row order
        case event when 'adopted' then 1 when 'embedded' then 2 else 3 end as stage,
    from core.adoption_event
    where event in ('adopted', 'embedded', 'stopped')
), numbered as (
    select
        *,
        coalesce(sum((event = 'stopped')::integer) over stops_before, 0) as stops,
    from staged
    window stops_before as (
        partition by practice, organisation order by month, stage, load_id, row
        rows between unbounded preceding and 1 preceding
    )
)
select
    practice,
    organisation,
    month,
    event <> 'stopped' as is_live,
    min(if(event <> 'stopped', month, null)) over so_far as adopted_month,
    -- Source and fidelity apply until the practice is stopped
    last_value(source ignore nulls) over since_stop as source,
    last_value(fidelity ignore nulls) over since_stop as fidelity,
from numbered
window
    so_far as (partition by practice, organisation order by month, stage, load_id, row),
    since_stop as (partition by practice, organisation, stops order by month, stage, load_id, row)
qualify row_number() over (
    partition by practice, organisation, month order by stage desc, load_id desc, row desc
) = 1
