-- One row per fault found in a load, whether it quarantined the file or is only a warning
select
    reason.load_id,
    reason.position,
    load.kind,
    load.month,
    load.file_name,
    load.status,
    reason.severity,
    reason.rule,
    reason.row,
    reason.column,
    reason.value,
    reason.message,
    reason.advice,
    acknowledged.load_id is not null as is_acknowledged,
from staging.reason as reason
inner join core.load as load on load.load_id = reason.load_id
left join (
    select distinct load_id from core.decision where decision = 'accept'
) as acknowledged on acknowledged.load_id = reason.load_id
order by load.received_at, reason.load_id, reason.position
