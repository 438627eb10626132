"""The staging tables, built from the ledger, the lake and the contracts, with SQL generated from the contracts.

The models of `core` and `mart` are SQL files, or Python modules where SQL cannot express them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from checks.contracts.contract import Extract
from checks.contracts.services import EVERY_SERVICE
from checks.extracts import EXTRACTS
from checks.privacy import register_screening
from checks.reference.tables import read_exclusions, read_shocks, read_standards
from checks.storage.home import Home
from checks.storage.lake import lake_path
from checks.storage.ledger import Load
from checks.storage.month_vintages import current_loads
from transforms.gain import parameters
from transforms.staging import (
    area_names,
    disclosure_sources,
    ledger_tables,
    observations,
    registers,
    services,
    vintages,
)
from transforms.staging.sources import REGISTER_KINDS, BuildSources
from transforms.staging.table_writer import create_table, parse_fields, stage_files

CELL_COLUMNS = "organisation varchar, item varchar, value double"
CHANGED_CELL_COLUMNS = (
    "organisation varchar, row_told varchar, item varchar, first_value double, revised_value double, "
    "stood_first boolean, stands_now boolean"
)
BAND_COLUMNS = "measure varchar, organisation varchar, band integer, pathways double, is_open boolean"


def stage_tables(con: duckdb.DuckDBPyConnection, home: Home, sources: BuildSources) -> None:
    """Create every staging table in `con`. Loads received after the moment are read by disclosure control alone."""
    loads, as_known_at = sources.loads, sources.as_known_at
    moment = as_known_at.isoformat() if as_known_at else None
    create_table(con, "staging.build_moment", [{"moment": moment}], parse_fields("moment"))
    current = current_loads(loads, REGISTER_KINDS)
    monthly = [load for load in current if load.kind not in REGISTER_KINDS]
    stage_files(
        con,
        "observation",
        observations.OBSERVATION_COLUMNS,
        [(load, observations.cache_observations(con, home, load)) for load in monthly],
    )
    stage_files(
        con,
        "member",
        observations.MEMBER_COLUMNS,
        [(load, observations.cache_members(con, home, load)) for load in monthly],
    )
    services.stage_services(con, home, monthly, sources.service_kinds)
    _stage_registers(con, home, current)
    area_names.stage_area_names(con, home, loads)
    _stage_bands(con, home, monthly)
    _stage_vintages(con, home, loads)
    disclosure_sources.stage_disclosure_sources(con, home, sources)
    ledger_tables.stage_ledger(con, loads, {load.load_id for load in current})
    ledger_tables.stage_records(con, sources)
    _stage_contracts(con)
    services.stage_service_measures(con)


def _stage_registers(con: duckdb.DuckDBPyConnection, home: Home, current: Sequence[Load]) -> None:
    """Stage the rows of each register, of which the newest counts; what identifies a person is withheld."""
    register_screening.add_functions(con)
    for kind in sorted(REGISTER_KINDS):
        extract = EXTRACTS[kind]
        files = [(load, lake_path(home, kind, None, load.load_id)) for load in current if load.kind == kind]
        published = {name: register_screening.published_column(extract, name) for name in extract.screened_columns}
        columns = observations.register_columns(extract)
        stage_files(con, f"{kind}_sent", columns, files, published=published)
        registers.create_newest_first_tables(con, extract, f"select * from staging.{kind}_sent")
        con.execute(f"drop table staging.{kind}_sent")


def _stage_bands(con: duckdb.DuckDBPyConnection, home: Home, monthly: Sequence[Load]) -> None:
    """Stage the weekly bands of organisations that merge, from which percentiles of a joined history are read."""
    merging = "select predecessor from staging.successions union all select successor from staging.successions"
    is_asked = bool(con.execute(f"select count(*) from ({merging})").fetchall()[0][0])
    banded = [load for load in monthly if is_asked and observations.has_bands(load)]
    files = [(load, observations.cache_bands(con, home, load)) for load in banded]
    stage_files(con, "band", BAND_COLUMNS, files, f"where file.organisation in ({merging})")


def _stage_vintages(con: duckdb.DuckDBPyConnection, home: Home, loads: Sequence[Load]) -> None:
    """Stage the earlier versions of revised months, and the cells of the loads that are compared."""
    revised_months = vintages.months_with_several_versions(loads, REGISTER_KINDS)
    create_table(con, "staging.vintage", [versions.row() for versions in revised_months], VINTAGE_FIELDS)
    earlier = [
        (load, observations.cache_observations(con, home, load))
        for versions in revised_months
        for load in versions.earlier
    ]
    stage_files(con, "earlier_observation", observations.OBSERVATION_COLUMNS, earlier)
    compared = [
        load
        for versions in revised_months
        for load in (*versions.earlier, versions.revised)
        if vintages.has_cells(load) and versions.has_comparable_counts
    ]
    stage_files(con, "cell", CELL_COLUMNS, [(load, vintages.cache_cells(con, home, load)) for load in compared])
    rowed = [
        (versions.revised, vintages.cache_changed_cells(con, home, versions))
        for versions in revised_months
        if not vintages.has_cells(versions.first) and versions.has_comparable_counts
    ]
    stage_files(con, "changed_cell", CHANGED_CELL_COLUMNS, rowed)


VINTAGE_FIELDS = parse_fields("kind month vintages:int first_load previous_load revised_load")
MEASURE_FIELDS = parse_fields(
    "measure title unit direction description kind section noun chart beside position:int percentile:float "
    "minimum_denominator:float is_at_month_end:bool axis_title for_patients service service_title whole_measure "
    "service_description"
)
EXTRACT_FIELDS = parse_fields(
    "kind title source source_url section is_register:bool is_published_statistics:bool has_national_rows:bool "
    "peer_measure peer_label peer_noun service_noun service_plural"
)


def _extract_row(extract: Extract) -> dict[str, Any]:
    split = {f"peer_{name}": value for name, value in vars(extract.peer_split).items()} if extract.peer_split else {}
    services = extract.services
    nouns = {"service_noun": services.noun, "service_plural": services.plural} if services else {}
    return {**vars(extract), "has_national_rows": extract.has_national_rows, **split, **nouns}


def _stage_contracts(con: duckdb.DuckDBPyConnection) -> None:
    measures = [
        {
            **vars(measure),
            "measure": measure.name,
            "kind": extract.kind,
            "section": extract.section,
            "service": EVERY_SERVICE,
            "whole_measure": measure.name,
        }
        for extract in EXTRACTS.values()
        for measure in extract.measures
    ]
    create_table(
        con, "staging.measure", [{**row, "position": position} for position, row in enumerate(measures)], MEASURE_FIELDS
    )
    create_table(con, "staging.extract", [_extract_row(extract) for extract in EXTRACTS.values()], EXTRACT_FIELDS)
    terms = [
        {"kind": extract.kind, "term": term, "meaning": meaning}
        for extract in EXTRACTS.values()
        for term, meaning in extract.terms.items()
    ]
    create_table(con, "staging.term", terms, parse_fields("kind term meaning"))
    headers = [
        {"kind": extract.kind, "item": column, "header": " ".join(header.split())}
        for extract in EXTRACTS.values()
        # the newest layout's spelling; a workbook's sheet only where no other layout has the column
        for published_layout in sorted(extract.layouts, key=lambda published_layout: not published_layout.sheets)
        for column, header in zip(published_layout.columns, published_layout.headers, strict=True)
    ]
    newest = {(row["kind"], row["item"]): row for row in headers}
    create_table(con, "staging.header", list(newest.values()), parse_fields("kind item header"))
    create_table(con, "staging.standard", [vars(standard) for standard in read_standards()])
    create_table(con, "staging.exclusion", [vars(exclusion) for exclusion in read_exclusions()])
    create_table(con, "staging.shock", [vars(shock) for shock in read_shocks()])
    create_table(con, "staging.gain_parameter", parameters.read_parameter_rows())
