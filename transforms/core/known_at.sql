-- One row: the moment (UTC) as of which the warehouse was asked for; blank when it holds all that had been loaded
select moment::timestamptz at time zone 'UTC' as moment
from staging.known_at
