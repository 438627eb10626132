-- One row per term of a kind of extract that readers may not know
select
    kind,
    term,
    meaning,
from staging.term
