-- One row per improvement programme, as last registered
select
    programme,
    title,
    lead,
    sponsor,
    approach,
    starts,
    support_ends,
from staging.programmes
order by programme
