"""Reads the catalogue of practices: whole tables, none of them large, grouped here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import duckdb

from checks.storage.sql_text import quote_sql_text
from reports.data import practice_rows
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import ExcludedPeriod, GainVerdict, PracticeRecord, ProgrammeRecord, VerdictParameter
from reports.data.practice_tables import BY_ADOPTER, GAINS_SQL, POOLED_SQL, TABLES_BY_FIELD, GroupedTable, Row
from reports.data.query import fetch_rows
from reports.proper_names import proper_name
from reports.slugs import distinct_slugs

Key = TypeVar("Key")
AnyRecord = TypeVar("AnyRecord")

PRACTICES_SQL = """
    select * from core.practice
    where practice is not null and programme is not null and measure is not null
    order by lower(title), practice
"""
PROGRAMMES_SQL = "select * from core.programme order by lower(title), programme"
PEERS_SQL = (
    "select organisation, arg_max(peer_kind, {'month': month, 'kind': kind}) as peer_kind from core.peer group by all"
)
"""Each organisation's current peer kind, once; `core.peer` has it by kind of extract and month."""


def read_catalogue(con: duckdb.DuckDBPyConnection) -> PracticeCatalogue:
    """Read everything shown on the practice pages."""
    practices = _make_practices(fetch_rows(con, PRACTICES_SQL))
    ours = {row["programme"]: row for row in fetch_rows(con, PROGRAMMES_SQL)}
    # a practice whose programme is not registered still has a page, under its programme's code
    codes = dict.fromkeys([*ours, *(practice.programme for practice in practices.values())])
    return PracticeCatalogue(
        practices=practices,
        programmes=_make_programmes(codes, ours),
        parameters={
            row["name"]: VerdictParameter(**row) for row in fetch_rows(con, "select * from core.gain_parameter")
        },
        shocks=tuple(ExcludedPeriod(**row) for row in fetch_rows(con, "select * from core.shock order by from_month")),
        names=_read_names(con),
        area_kinds=_area_kinds(con),
        peer_kinds=dict(con.execute(PEERS_SQL).fetchall()),
        calibrations=tuple(
            practice_rows.make_error_rates(row)
            for row in fetch_rows(con, "select * from mart.calibration order by all")
        ),
        **{field: _read_table(con, table, practices) for field, table in _list_tables(practices).items()},
    )


def _list_tables(practices: dict[str, PracticeRecord]) -> dict[str, GroupedTable]:
    """List every table by its field, and those of verdicts too, which depend on the practice's direction."""

    def make_verdict(row: Row) -> GainVerdict:
        return practice_rows.make_verdict(row, practices[row["practice"]].direction)

    return {
        **TABLES_BY_FIELD,
        "verdicts": GroupedTable(GAINS_SQL, make_verdict, BY_ADOPTER, is_single=True),
        "pooled": GroupedTable(POOLED_SQL, make_verdict, is_single=True),
    }


def _read_table(con: duckdb.DuckDBPyConnection, table: GroupedTable, practices: dict[str, PracticeRecord]) -> Any:
    rows = (row for row in fetch_rows(con, table.sql) if row["practice"] in practices)
    groups = _group_rows(rows, table.build, *table.keys)
    return _single_values(groups) if table.is_single else groups


def read_levels(con: duckdb.DuckDBPyConnection, measure: str) -> dict[str, float]:
    """Read each organisation's mean of a measure over the last twelve months, where it has at least nine."""
    return dict(
        con.execute(
            "select organisation, avg(value) from core.observation "
            f"where measure = {quote_sql_text(measure)} and month > "
            f"(select max(month) from core.observation where measure = {quote_sql_text(measure)}) - interval 12 month "
            "group by organisation having count(*) >= 9"
        ).fetchall()
    )


def _group_rows(
    rows: Iterable[Row], build: Callable[[Row], AnyRecord], *names: str
) -> dict[Any, tuple[AnyRecord, ...]]:
    """Build a record from each row, grouped by the values of these columns."""
    groups: dict[Any, list[AnyRecord]] = defaultdict(list)
    for row in rows:
        key = tuple(row[name] for name in names)
        groups[key if len(key) > 1 else key[0]].append(build(row))
    return {key: tuple(group) for key, group in groups.items()}


def _single_values(groups: dict[Key, tuple[AnyRecord, ...]]) -> dict[Key, AnyRecord]:
    return {key: group[-1] for key, group in groups.items()}


def _make_practices(rows: list[Row]) -> dict[str, PracticeRecord]:
    places = distinct_slugs(row["practice"] for row in rows)
    practices = {}
    for row in rows:
        code = row["practice"]
        values = {**row, "title": row["title"] or code, "place": places[code]}
        values["balancing_measures"] = tuple(row["balancing_measures"] or ())
        practices[code] = PracticeRecord(**{name: values[name] for name in PracticeRecord.__dataclass_fields__})
    return practices


def _make_programmes(codes: Iterable[str], rows: dict[str, Row]) -> dict[str, ProgrammeRecord]:
    programmes = {}
    for code, place in distinct_slugs(codes).items():
        row = rows.get(code, {})
        values: Row = {name: row.get(name) for name in ProgrammeRecord.__dataclass_fields__}
        programmes[code] = ProgrammeRecord(
            **{**values, "programme": code, "title": row.get("title") or code, "place": place}
        )
    return programmes


def _read_names(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = con.execute("select organisation, name from core.organisation").fetchall()
    return {code: proper_name(name, code) for code, name in rows}


def _area_kinds(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute("select area, any_value(area_kind) from mart.spread group by area").fetchall())
