-- One row per warehouse: the moment (UTC) as of which it was requested; blank when it has everything loaded
select moment::timestamptz at time zone 'UTC' as moment
from staging.build_moment
