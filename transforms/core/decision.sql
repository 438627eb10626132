-- One row per decision about a load: its warnings acknowledged, itself released, withdrawn, reinstated or kept
select
    decision.decision,
    decision.load_id,
    nullif(decision.new_load_id, '') as new_load_id,
    load.kind,
    load.month,
    load.file_name,
    decision.reason,
    decision.role,
    decision.decided_at::timestamptz at time zone 'UTC' as decided_at,
from staging.decision as decision
inner join core.load as load on load.load_id = decision.load_id
order by decided_at, decision.load_id
