"""From the warehouse to the values that the pages show: read here and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb

from reports.disclosure import is_hidden
from reports.records import Edition, Exclusion, Measure, Organisation, Point, Series, Standard
from reports.words import proper_name


def rows(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The answer to a query, each row by column name."""
    cursor = con.execute(sql, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def edition(con: duckdb.DuckDBPyConnection, name: str | None, built_at: str) -> Edition:
    """Read what all pages share. The edition's name is that of its newest month unless given."""
    measures = rows(
        con,
        "select measure.*, extract.source, extract.source_url from core.measure as measure "
        "join core.extract as extract using (kind) "
        "where measure in (select distinct measure from core.observation) order by position",
    )
    month: date = con.execute("select max(month) from core.observation").fetchall()[0][0]
    standards: dict[str, list[Standard]] = defaultdict(list)
    for row in rows(con, "select * exclude (standard) from core.standard order by measure, from_month"):
        standards[row["measure"]].append(Standard(**row))
    kept = ["name", "title", "unit", "direction", "description", "kind", "section", "noun", "source", "source_url"]
    return Edition(
        name=name or month.strftime("%Y-%m"),
        month=month,
        measures={row["measure"]: Measure(**{key: row.get(key, row["measure"]) for key in kept}) for row in measures},
        organisations=_organisations(con),
        standards={measure: tuple(found) for measure, found in standards.items()},
        loads=rows(con, "select * from core.load order by received_at, load_id"),
        is_sample=bool(con.execute("select coalesce(bool_or(is_sample), false) from core.load").fetchall()[0][0]),
        built_at=built_at,
        exclusions=tuple(
            Exclusion(**row) for row in rows(con, "select * from core.exclusion order by from_month, organisation")
        ),
    )


def _organisations(con: duckdb.DuckDBPyConnection) -> dict[str, Organisation]:
    found = rows(
        con,
        "select organisation as code, name, kind, region, icb, sha, closed, successor from core.organisation "
        "where organisation in (select distinct organisation from core.observation)",
    )
    return {row["code"]: Organisation(**{**row, "name": proper_name(row["name"], row["code"])}) for row in found}


POINTS = """
    select observation.*, spc.phase, spc.mean, spc.lower_limit, spc.upper_limit, spc.label, spc.variation
    from core.observation as observation
    left join mart.spc as spc using (measure, organisation, month)
    where {condition}
    order by measure, organisation, month
"""


def series_of(con: duckdb.DuckDBPyConnection, shared: Edition, organisation: str) -> list[Series]:
    """The series of one organisation, in the order of the measures."""
    return _series(con, shared, "organisation = ?", organisation)


def series_among(
    con: duckdb.DuckDBPyConnection, shared: Edition, measure: str, organisations: Sequence[str]
) -> list[Series]:
    """The series of one measure, of these organisations, with one question."""
    condition = "measure = ? and organisation in (select unnest(?::varchar[]))"
    return _series(con, shared, condition, measure, list(organisations))


def series_for(con: duckdb.DuckDBPyConnection, shared: Edition, measure: str) -> list[Series]:
    """The series of one measure, of every organisation."""
    return _series(con, shared, "measure = ?", measure)


def _series(con: duckdb.DuckDBPyConnection, shared: Edition, condition: str, *values: Any) -> list[Series]:
    points: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for row in con.execute(POINTS.format(condition=condition), list(values)).fetchall():
        name, organisation, month, numerator, denominator, figure, phase, mean, lower, upper, label, variation = row
        measure = shared.measures[name]
        if not is_hidden(measure.kind, measure.unit, figure, denominator):
            low, high = _possible(measure.unit, lower, upper)
            point = Point(
                month, figure, numerator, denominator, phase or 0, mean, low, high, label or "", variation or ""
            )
            points[(name, organisation)].append(point)
    told = {
        (row["measure"], row["organisation"]): row
        for row in rows(con, f"select * from mart.spc_summary where {condition}", values)
    }
    order = {name: at for at, name in enumerate(shared.measures)}
    return [
        _one(shared, key, found, told.get(key, {}))
        for key, found in sorted(points.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    ]


def _possible(unit: str, lower: float | None, upper: float | None) -> tuple[float | None, float | None]:
    """Limits cut to what the quantity can be: nothing is fewer than none, no share is above the whole."""
    low = None if lower is None else max(lower, 0.0)
    return low, upper if upper is None or unit != "share" else min(upper, 1.0)


def _one(shared: Edition, key: tuple[str, str], points: list[Point], told: dict[str, Any]) -> Series:
    return Series(
        shared.measures[key[0]],
        key[1],
        tuple(points),
        shared.standards.get(key[0], ()),
        told.get("variation"),
        told.get("variation_icon"),
        told.get("assurance"),
        told.get("sentence"),
        told.get("refusal"),
    )
