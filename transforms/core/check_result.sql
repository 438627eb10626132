-- One row per load and rule: the result of validation
select
    result.load_id,
    load.kind,
    load.month,
    load.file_name,
    result.rule,
    result.meaning,
    result.severity,
    result.is_met,
    result.failing,
    result.examined,
from staging.check_result as result
inner join core.load as load on load.load_id = result.load_id
