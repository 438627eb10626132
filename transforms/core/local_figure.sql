-- One row per local measure, organisation and month, as last sent; `fault` says why a figure is left out
select * exclude (is_last)
from core.local_submission
where is_last
