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
qualify row_number() over (partition by programme order by load_id desc) = 1
order by programme
