-- One row per measure, total and month with missing organisations: their share of it, and whether it is flagged
select
    absence.measure,
    absence.total,
    absence.month,
    count(*)::integer as organisations,
    sum(absence.share order by absence.organisation) as share,
    sum(absence.share order by absence.organisation) >= any_value(rule.least_share) as is_flagged,
from core.absence as absence
cross join core.absence_rule as rule
group by all
order by absence.measure, absence.total, absence.month
