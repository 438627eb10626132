"""Figures of services: what a contract divides by specialty, test or type, as SQL from the contract.

A measure of a service is a measure with a name of its own (`rtt_within_18w_c110`), so every model that is keyed by
measure computes it as it computes any other. The figures of a load are cached like its other observations.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb

from checks.contracts.contract import Extract, Measure
from checks.contracts.included_rows import write_counted_condition
from checks.contracts.services import LEAST_CASES, write_service_suffix
from checks.extracts import EXTRACTS
from checks.storage.home import Home
from checks.storage.ledger import Load
from transforms.staging import levels, observations
from transforms.staging.table_writer import stage_files

SERVICE_KINDS = frozenset(kind for kind, extract in EXTRACTS.items() if extract.services)
"""The kinds whose figures can be divided by service."""
SERVICE_COLUMNS = (
    "service varchar, service_title varchar, measure varchar, organisation varchar, numerator double, "
    "denominator double, value double"
)


def stage_services(con: duckdb.DuckDBPyConnection, home: Home, monthly: Sequence[Load], kinds: Collection[str]) -> None:
    """Create `staging.service_observation` of these kinds, and `staging.service` with the newest title of each."""
    divided = [load for load in monthly if load.kind in SERVICE_KINDS.intersection(kinds)]
    files = [(load, _cache_services(con, home, load)) for load in divided]
    stage_files(con, "service_observation", SERVICE_COLUMNS, files)
    con.execute(
        "create table staging.service as select source_kind as kind, service, "
        "arg_max(service_title, (month, service_title)) as title from staging.service_observation group by all"
    )


def stage_service_measures(con: duckdb.DuckDBPyConnection) -> None:
    """Add a measure for each service to `staging.measure`, after those of the whole and in the order of their codes."""
    con.execute(
        f"""
        insert into staging.measure by name
        select whole.* replace (
            whole.measure || {write_service_suffix("service.service")} as measure,
            whole.title || ', ' || service.title as title,
            whole.service_description as description,
            -- one chart is enough for each of so many series, and no page for patients
            null as beside,
            '' as for_patients,
            service.service as service,
            service.title as service_title,
            whole.position + (select max(position) + 1 from staging.measure)
                * dense_rank() over (order by service.kind, service.service) as position
        )
        from staging.measure as whole
        inner join staging.service as service on service.kind = whole.kind
        where whole.service_description <> ''
        """
    )


def _cache_services(con: duckdb.DuckDBPyConnection, home: Home, load: Load) -> Path:
    return observations.cache_query(con, home, load, "services", service_sql(EXTRACTS[load.kind], load.month or ""))


def service_sql(extract: Extract, month: str) -> str:
    """SQL over `lake_rows`: the measures of each service at every level up to England."""
    services = extract.services
    assert services is not None, f"{extract.kind} is not divided by service"
    sums, rows = [], []
    for number, measure in enumerate(measure for measure in extract.measures if measure.service_description):
        condition = write_counted_condition(extract, measure, month)
        sums.append(f"sum({measure.numerator}) filter ({condition}) as top_{number}")
        sums.append(f"sum({measure.denominator or 'null'}) filter ({condition}) as bottom_{number}")
        rows.append(_measure_sql(measure, number))
    return f"""
        with {levels.write_levels_cte(extract)},
        divided as (
            select *, {services.code} as service, {services.title} as service_title
            from placed where not ({services.is_whole}) and {services.code} is not null
        ),
        summed as (
            select service, min(service_title) as service_title, {levels.write_level(extract)} as organisation,
                {", ".join(sums)}
            from divided
            group by grouping sets ((service, counted_organisation), (service, counted_area), (service))
        )
        {" union all ".join(rows)}"""


def _measure_sql(measure: Measure, number: int) -> str:
    """SQL over `summed`: one measure of every service. A share of few cases is absent, at every level."""
    value = f"top_{number} / bottom_{number}" if measure.denominator else f"top_{number}"
    enough = f"bottom_{number} >= {LEAST_CASES}" if measure.denominator else "true"
    return (
        f"select service, service_title, '{measure.name}' || {write_service_suffix('service')} as measure, "
        f"organisation, top_{number}::double as numerator, bottom_{number}::double as denominator, "
        f"({value})::double as value from summed "
        f"where organisation is not null and top_{number} is not null and {enough}"
    )
