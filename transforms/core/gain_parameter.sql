-- One row per parameter of the verdict: the conventions that pages print beside it
select name, value::double as value, unit, meaning, source
from staging.gain_parameter
