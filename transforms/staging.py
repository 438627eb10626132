"""The staging tables, made from the ledger, the lake and the contracts: the only place where SQL is put together.

Everything above `staging` is plain SQL files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa

from checks import decisions, ledger, publication, published_words, screening
from checks.extracts import EXTRACTS
from checks.gate import lake_path
from checks.home import Home
from checks.ledger import Load
from checks.personal_text import add_functions, without_person, without_personal_text
from checks.reference import exclusions, shocks, standards
from transforms import observe, vintages
from transforms.gain import parameters

REGISTERS = frozenset(kind for kind, extract in EXTRACTS.items() if extract.is_register)
OBSERVED = "measure varchar, organisation varchar, numerator double, denominator double, value double"
CELLS = "organisation varchar, item varchar, value double"
CHANGED = (
    "organisation varchar, row_told varchar, item varchar, first_value double, revised_value double, "
    "stood_first boolean, stands_now boolean"
)
BANDED = "measure varchar, organisation varchar, band integer, pathways double, is_open boolean"
NAMED = "organisation varchar, name varchar, kind varchar, area varchar, area_name varchar, area_kind varchar"


def stage(
    con: duckdb.DuckDBPyConnection, home: Home, loads: Sequence[Load], as_known_at: datetime | None = None
) -> None:
    """Make every staging table in `con` from the loads, which are those of the moment when one is given."""
    moment = as_known_at.isoformat() if as_known_at else None
    _table(con, "staging.known_at", [{"moment": moment}], _fields("moment"))
    current = ledger.current(loads, REGISTERS)
    monthly = [load for load in current if load.kind not in REGISTERS]
    _stage_files(con, "observation", OBSERVED, [(load, observe.observations(con, home, load)) for load in monthly])
    _stage_files(con, "member", NAMED, [(load, observe.members(con, home, load)) for load in monthly])
    add_functions(con)
    for kind in sorted(REGISTERS):
        extract = EXTRACTS[kind]
        columns = ", ".join(("row bigint", *(f"{name} {extract.sql_type(name)}" for name in extract.lake_columns)))
        files = [(load, lake_path(home, kind, None, load.load_id)) for load in current if load.kind == kind]
        published = {name: screening.published_column(extract, name) for name in extract.screened_columns}
        _stage_files(con, kind, columns, files, published=published)
    _stage_bands(con, home, monthly)
    _stage_vintages(con, home, loads)
    _stage_ledger(con, loads, {load.load_id for load in current})
    taken = [_published_decision(each) for each in decisions.as_known_at(decisions.decisions(home), as_known_at)]
    _table(con, "staging.decision", taken, DECISION)
    _stage_contracts(con)


def _stage_bands(con: duckdb.DuckDBPyConnection, home: Home, monthly: Sequence[Load]) -> None:
    """The weekly bands of those that merge: what the percentiles of a joined history are read off."""
    merging = "select predecessor from staging.successions union all select successor from staging.successions"
    is_asked = bool(con.execute(f"select count(*) from ({merging})").fetchall()[0][0])
    banded = [load for load in monthly if is_asked and observe.has_bands(load)]
    files = [(load, observe.bands(con, home, load)) for load in banded]
    _stage_files(con, "band", BANDED, files, f"where file.organisation in ({merging})")


def _stage_vintages(con: duckdb.DuckDBPyConnection, home: Home, loads: Sequence[Load]) -> None:
    """What earlier vintages said of the months that were revised, and what the loads compared hold cell by cell."""
    found = vintages.several(loads, REGISTERS)
    _table(con, "staging.vintage", [each.row() for each in found], VINTAGE)
    earlier = [(load, observe.observations(con, home, load)) for each in found for load in each.earlier]
    _stage_files(con, "earlier_observation", OBSERVED, earlier)
    compared = [load for each in found for load in (*each.earlier, each.revised) if vintages.has_cells(load)]
    _stage_files(con, "cell", CELLS, [(load, vintages.cells(con, home, load)) for load in compared])
    rowed = [
        (each.revised, vintages.changed_cells(con, home, each)) for each in found if not vintages.has_cells(each.first)
    ]
    _stage_files(con, "changed_cell", CHANGED, rowed)


def _stage_files(
    con: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    files: Sequence[tuple[Load, Any]],
    kept: str = "",
    published: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """One table of all files, each row with its load and the first day of its month.

    `published` gives the SQL of columns that are not taken as they are.
    """
    con.execute(f"create table staging.{table} (load_id varchar, source_kind varchar, month date, {columns})")
    if not files:
        return
    placed = [
        {"path": str(path), "load_id": load.load_id, "source": load.kind, "month": load.month} for load, path in files
    ]
    _table(con, "loaded", placed, PLACED)
    plain = [column.split()[0] for column in columns.split(", ")]
    names = ", ".join(published.get(name, f"file.{name}") for name in plain)
    paths = ", ".join("'" + str(path).replace("'", "''") + "'" for _, path in files)
    con.execute(
        f"insert into staging.{table} "
        f"select loaded.load_id, loaded.source, strptime(loaded.month, '%Y-%m')::date, {names} "
        f"from read_parquet([{paths}], filename = true, union_by_name = true) as file "
        f"join loaded on loaded.path = file.filename {kept}"
    )
    con.execute("drop table loaded")


def _table(
    con: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Mapping[str, Any]], schema: pa.Schema | None = None
) -> None:
    con.register("rows_in", pa.Table.from_pylist(list(rows), schema=schema))
    con.execute(f"create table {name} as select * from rows_in")
    con.unregister("rows_in")


def _fields(text: str) -> pa.Schema:
    """A schema from 'name:type ...', the type a string where it is left out."""
    kinds = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "": pa.string()}
    return pa.schema([(name, kinds[kind]) for name, _, kind in (part.partition(":") for part in text.split())])


PLACED = _fields("path load_id source month")
LOAD = _fields(
    "load_id kind month file_name sha256 received_at size:int rows:int status era is_sample:bool is_current:bool "
    "reasons called settles_on"
)
VINTAGE = _fields("kind month vintages:int first_load previous_load revised_load")
DECISION = _fields("decision load_id reason role decided_at new_load_id")
CHECK = _fields("load_id rule meaning severity is_met:bool failing:int examined:int")
REASON = _fields("load_id position:int severity rule row:int column value message advice")
MEASURE = _fields(
    "measure title unit direction description kind section noun chart beside position:int percentile:float "
    "minimum_denominator:int"
)
EXTRACT = _fields(
    "kind title source source_url section days_to_publication:int is_register:bool is_published_statistics:bool"
)


def _stage_ledger(con: duckdb.DuckDBPyConnection, loads: Sequence[Load], current: set[str]) -> None:
    _table(
        con,
        "staging.load",
        [
            {
                **vars(load),
                "file_name": published_words.published_name(load),
                "is_current": load.load_id in current,
                "reasons": _sentences(load),
                "settles_on": _settles_on(load),
            }
            for load in loads
        ],
        LOAD,
    )
    checks = [{"load_id": load.load_id, **check} for load in loads for check in load.checks]
    _table(con, "staging.check_result", checks, CHECK)
    reasons = [
        {"load_id": load.load_id, "position": position, **_published(load, reason)}
        for load in loads
        for position, reason in enumerate(load.reasons)
    ]
    _table(con, "staging.reason", reasons, REASON)


def _published(load: Load, reason: dict[str, Any]) -> dict[str, Any]:
    return published_words.published_reason(load.kind, load.status, reason)


def _published_decision(decision: decisions.Decision) -> dict[str, Any]:
    """The decision without names of people, which an earlier release may have taken into the record."""
    screened = {"reason": without_personal_text(decision.reason), "role": without_person(decision.role)}
    return {**vars(decision), **screened}


def _settles_on(load: Load) -> str | None:
    day = publication.settles_on(load.kind, load.month) if load.month else None
    return day.isoformat() if day else None


def _sentences(load: Load) -> str:
    messages = [_published(load, reason)["message"] for reason in load.reasons]
    return json.dumps(messages, ensure_ascii=False)


def _stage_contracts(con: duckdb.DuckDBPyConnection) -> None:
    measures = [
        {**vars(measure), "measure": measure.name, "kind": extract.kind, "section": extract.section}
        for extract in EXTRACTS.values()
        for measure in extract.measures
    ]
    _table(con, "staging.measure", [{**row, "position": position} for position, row in enumerate(measures)], MEASURE)
    _table(con, "staging.extract", [vars(extract) for extract in EXTRACTS.values()], EXTRACT)
    headers = [
        {"kind": extract.kind, "item": column, "header": " ".join(header.split())}
        for extract in EXTRACTS.values()
        # as the newest layout spells it; a workbook's sheet only where no file does
        for era in sorted(extract.eras, key=lambda era: not era.sheets)
        for column, header in zip(era.columns, era.headers, strict=True)
    ]
    newest = {(row["kind"], row["item"]): row for row in headers}
    _table(con, "staging.header", list(newest.values()), _fields("kind item header"))
    _table(con, "staging.standard", [vars(standard) for standard in standards()])
    _table(con, "staging.exclusion", [vars(exclusion) for exclusion in exclusions()])
    _table(con, "staging.shock", [vars(shock) for shock in shocks()])
    _table(con, "staging.gain_parameter", parameters.rows())
