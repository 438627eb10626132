"""Areas that an extract names without a code: what each load calls them, and the names that are known.

They are read from every accepted load of a month, not only from the one whose figures count: the CSV of a publication
lacks the column that its workbook has.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from checks.contracts.contract import Extract, NamedArea
from checks.extracts import EXTRACTS
from checks.reference.tables import read_area_names
from checks.storage.home import Home
from checks.storage.ledger import Load
from transforms.staging import observations
from transforms.staging.table_writer import create_table, stage_files

NAMED_AREA_COLUMNS = "organisation varchar, area_kind varchar, area_name varchar"


def stage_area_names(con: duckdb.DuckDBPyConnection, home: Home, loads: Sequence[Load]) -> None:
    """Create `staging.named_area`, a row for each load and organisation, and `staging.area_name`, the known names."""
    naming = [load for load in loads if load.status == "accepted" and EXTRACTS[load.kind].names_areas(load.era)]
    stage_files(con, "named_area", NAMED_AREA_COLUMNS, [(load, _cache_named_areas(con, home, load)) for load in naming])
    create_table(con, "staging.area_name", [vars(name) for name in read_area_names()])


def _cache_named_areas(con: duckdb.DuckDBPyConnection, home: Home, load: Load) -> Path:
    extract = EXTRACTS[load.kind]
    assert extract.named_area is not None
    return observations.cache_query(con, home, load, "named_areas", _named_area_sql(extract, extract.named_area))


def _named_area_sql(extract: Extract, area: NamedArea) -> str:
    return f"""
        select {extract.organisation} as organisation, '{area.kind}' as area_kind, any_value({area.column}) as area_name
        from lake_rows
        where not ({extract.is_national}) and {extract.organisation} is not null and {area.column} is not null
        group by {extract.organisation}"""
