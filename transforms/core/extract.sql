-- One row per kind of extract that the contracts define
select
    kind,
    title,
    source,
    source_url,
    section,
    is_register,
    is_published_statistics,
    has_national_rows,
    peer_measure,
    peer_label,
    peer_noun,
    service_noun,
    service_plural,
from staging.extract
