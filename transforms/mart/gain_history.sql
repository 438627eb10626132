-- One row per practice, adopter and monthly run: the verdict at that run
select
    * exclude (
        adopters, adopters_first_year, adopters_second_year, needed_to_see, share_since,
        share_since_lower, share_since_upper
    ),
from core.gain_run
where organisation <> '*'
order by practice, organisation, month
