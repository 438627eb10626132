"""Observations of one load: SQL generated from the contract, with its result cached beside the warehouse.

A load never changes, so its observations are computed once, and a build computes only new loads. The file name includes
a digest of the SQL, so that a changed definition is computed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import duckdb

from checks.contracts.contract import Extract, Measure
from checks.contracts.included_rows import write_included_condition
from checks.extracts import EXTRACTS
from checks.storage.durable_files import replace_durably
from checks.storage.home import Home
from checks.storage.lake import is_whole_parquet, path_of_load
from checks.storage.ledger import Load
from transforms.staging import levels

OBSERVATION_COLUMNS = "measure varchar, organisation varchar, numerator double, denominator double, value double"
MEMBER_COLUMNS = "organisation varchar, name varchar, kind varchar, area varchar, area_name varchar, area_kind varchar"


def register_columns(extract: Extract) -> str:
    """The columns of a register in the lake, as SQL defines them."""
    return ", ".join(
        ("row bigint", "era varchar", *(f"{name} {extract.sql_type(name)}" for name in extract.lake_columns))
    )


def cache_observations(con: duckdb.DuckDBPyConnection, home: Home, load: Load) -> Path:
    """Return the Parquet file of the load's observations, computing it if need be."""
    return cache_query(con, home, load, "observations", observation_sql(EXTRACTS[load.kind], load.month or ""))


def cache_members(con: duckdb.DuckDBPyConnection, home: Home, load: Load) -> Path:
    """Return the Parquet file of the organisations named in the load, with their area."""
    return cache_query(con, home, load, "members", _member_sql(EXTRACTS[load.kind]))


def has_bands(load: Load) -> bool:
    """Whether the load has percentile measures, which are read from weekly bands."""
    return any(measure.percentile is not None for measure in EXTRACTS[load.kind].measures)


def cache_bands(con: duckdb.DuckDBPyConnection, home: Home, load: Load) -> Path:
    """Return the Parquet file of each organisation's pathways by week, for the percentile measures."""
    extract, month = EXTRACTS[load.kind], load.month or ""
    parts = [_band_sql(extract, measure, month) for measure in extract.measures if measure.percentile is not None]
    return cache_query(con, home, load, "bands", " union all by name ".join(f"({part})" for part in parts))


def cache_query(con: duckdb.DuckDBPyConnection, home: Home, load: Load, what: str, sql: str) -> Path:
    """Return the Parquet file with the result of SQL over `lake_rows` for the load, computing it if need be."""
    digest = hashlib.sha256(sql.encode()).hexdigest()[:12]
    target = home.warehouse.parent / what / load.kind / f"{load.load_id}-{digest}.parquet"
    # in a home of an older release, a power cut may have left an empty or incomplete file under this name
    if not is_whole_parquet(target):
        home.make_folder(target.parent)
        source = path_of_load(home, load)
        text = sql.replace("lake_rows", f"read_parquet('{_quote_path(source)}')")
        with home.scratch() as folder:
            scratch = folder / target.name
            con.execute(f"copy ({text}) to '{_quote_path(scratch)}' (format parquet)")
            replace_durably(scratch, target)
    return target


def _quote_path(path: Path) -> str:
    return str(path).replace("'", "''")


def observation_sql(extract: Extract, month: str) -> str:
    """SQL over `lake_rows` giving measure, organisation, numerator, denominator, value at every level up to England."""
    sums = [measure for measure in extract.measures if measure.percentile is None]
    parts = [_sum_sql(extract, sums, month)] if sums else []
    parts += [
        _percentile_sql(extract, measure, month) for measure in extract.measures if measure.percentile is not None
    ]
    return " union all by name ".join(f"({part})" for part in parts)


def _sum_sql(extract: Extract, measures: list[Measure], month: str) -> str:
    sums, rows = [], []
    for number, measure in enumerate(measures):
        condition = write_included_condition(extract, measure, month)
        sums.append(f"sum({measure.numerator}) filter ({condition}) as top_{number}")
        sums.append(f"sum({measure.denominator or 'null'}) filter ({condition}) as bottom_{number}")
        value = f"top_{number} / bottom_{number}" if measure.denominator else f"top_{number}"
        enough = f"bottom_{number} >= {measure.minimum_denominator}" if measure.denominator else "true"
        rows.append(
            f"select '{measure.name}' as measure, organisation, top_{number}::double as numerator, "
            f"bottom_{number}::double as denominator, ({value})::double as value from summed "
            f"where organisation is not null and top_{number} is not null and {enough}"
            f"{levels.write_area_condition(extract, f'bottom_{number}' if measure.denominator else f'top_{number}')}"
        )
    return f"""
        with {levels.write_levels_cte(extract)},
        summed as (
            select {levels.write_level(extract)} as organisation, {levels.IS_AREA_SQL} as is_area, {", ".join(sums)}
            from placed group by {levels.write_grouping_sets(extract)}
        )
        {" union all ".join(rows)}"""


def _long_sql(extract: Extract, measure: Measure, month: str) -> str:
    """CTE text ending in `numbered`: the pathways of each level by week."""
    bands = ", ".join(f"sum(coalesce({band}, 0)) as {band}" for band in measure.bands)
    numbers = " ".join(f"when '{band}' then {number}" for number, band in enumerate(measure.bands))
    return f"""
        {levels.write_levels_cte(extract)},
        summed as (
            select {levels.write_level(extract)} as organisation, {bands} from placed
            where {write_included_condition(extract, measure, month)} group by {levels.write_grouping_sets(extract)}
        ),
        long as (unpivot summed on {", ".join(measure.bands)} into name band value pathways),
        numbered as (select *, case band {numbers} end as week from long where organisation is not null)"""


def _is_open_band_sql(measure: Measure) -> str:
    opened = ", ".join(f"'{band}'" for band in measure.open_bands)
    return f"band in ({opened})" if opened else "false"


def _band_sql(extract: Extract, measure: Measure, month: str) -> str:
    return f"""
        with {_long_sql(extract, measure, month)}
        select '{measure.name}' as measure, organisation, week::integer as band, pathways::double as pathways,
            {_is_open_band_sql(measure)} as is_open
        from numbered where pathways > 0"""


def _percentile_sql(extract: Extract, measure: Measure, month: str) -> str:
    """Linear interpolation within the weekly band that contains rank p x N, which is NHS England's published method."""
    return f"""
        with {_long_sql(extract, measure, month)},
        running as (
            select *,
                sum(pathways) over (partition by organisation order by week) as up_to,
                sum(pathways) over (partition by organisation) as everyone
            from numbered
        )
        select '{measure.name}' as measure, organisation, null::double as numerator, everyone::double as denominator,
            week + ({measure.percentile} * everyone - (up_to - pathways)) / pathways as value
        from running
        where everyone >= {measure.minimum_denominator} and pathways > 0 and not {_is_open_band_sql(measure)}
            and up_to >= {measure.percentile} * everyone and up_to - pathways < {measure.percentile} * everyone"""


def _member_sql(extract: Extract) -> str:
    area = extract.area
    code, name, kind = (area.code, area.name, area.kind) if area else ("null", "null", "null")
    return f"""
        select {extract.organisation} as organisation,
            any_value({extract.organisation_name}) as name,
            any_value({extract.organisation_kind}) as kind,
            nullif(any_value({code}), any_value({extract.organisation})) as area,
            any_value({name}) as area_name, any_value({kind}) as area_kind
        from lake_rows where not ({extract.is_national})
        group by {extract.organisation} having organisation is not null"""


def remove_cached(home: Home, kind: str, month: str | None, loads: Iterable[Load]) -> None:
    """Remove the cached results of a month whose rows were altered; the next build computes them again."""
    for load in loads:
        if (load.kind, load.month) == (kind, month):
            for path in home.warehouse.parent.glob(f"*/{kind}/{load.load_id}-*.parquet"):
                path.unlink(missing_ok=True)
