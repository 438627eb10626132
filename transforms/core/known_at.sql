-- One row per warehouse: the moment (UTC) as of which it was asked for; blank when it holds all that had been loaded
select moment::timestamptz at time zone 'UTC' as moment
from staging.known_at
