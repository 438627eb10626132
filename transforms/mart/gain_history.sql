-- One row per practice, adopter and monthly run: the verdict at that run
select * exclude (adopters, needed_to_see)
from core.gain_run
where organisation <> '*'
order by practice, organisation, month
