-- One row per measure that the contracts define
select measure, title, unit, direction, description, kind, section, noun, position
from staging.measure
