"""From the warehouse to what the pages show: frozen values, read here and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import duckdb

from reports.disclosure import is_hidden
from reports.words import months_from, proper_name

LATE = 3
"""Months after which a measure is no longer part of what is new: the kinds are published a month or two apart."""

AREA_KINDS = {"region": "NHS England regions", "ICB": "Integrated care boards", "SHA": "Strategic health authorities"}


@dataclass(frozen=True)
class Measure:
    """What is measured; `direction` is increase or decrease where one is better, else neutral."""

    name: str
    title: str
    unit: str
    direction: str
    description: str
    kind: str
    section: str
    noun: str
    source: str
    source_url: str

    @property
    def is_at_month_end(self) -> bool:
        """Whether it is of those who wait when the month ends, not of what happened in the month."""
        return self.kind == "rtt" and self.name != "rtt_new_periods"


@dataclass(frozen=True)
class Standard:
    """A standard and the months between which it held."""

    measure: str
    from_month: date
    to_month: date | None
    value: float
    title: str
    set_by: str
    source: str

    def holds_in(self, month: date) -> bool:
        return self.from_month <= month and (self.to_month is None or month <= self.to_month)


@dataclass(frozen=True)
class Exclusion:
    """An organisation left out of a measure between two months, and why."""

    measure: str
    organisation: str
    from_month: date
    to_month: date
    why: str
    source: str


@dataclass(frozen=True)
class Organisation:
    """A provider, a commissioner, an area, or England."""

    code: str
    name: str
    kind: str
    region: str | None
    icb: str | None
    sha: str | None
    closed: date | None
    successor: str | None

    @property
    def is_area(self) -> bool:
        return self.kind in AREA_KINDS

    @property
    def areas(self) -> list[str]:
        return [code for code in (self.icb, self.region, self.sha) if code and code != self.code]


@dataclass(frozen=True)
class Point:
    """One month of a series, with the limits it is held against (None where none are drawn)."""

    month: date
    value: float
    numerator: float | None
    denominator: float | None
    phase: int
    mean: float | None
    lower: float | None
    upper: float | None
    label: str
    variation: str


@dataclass(frozen=True)
class Series:
    """A measure at an organisation: its points in order of month, and what the control chart says."""

    measure: Measure
    organisation: str
    points: tuple[Point, ...]
    standards: tuple[Standard, ...]
    variation: str | None = None
    variation_icon: str | None = None
    assurance: str | None = None
    sentence: str | None = None
    refusal: str | None = None

    @property
    def last(self) -> Point:
        return self.points[-1]

    def at(self, months_before: int) -> Point | None:
        """The point so many months before the last."""
        ordinal = self.last.month.year * 12 + self.last.month.month - 1 - months_before
        wanted = date(ordinal // 12, ordinal % 12 + 1, 1)
        return next((point for point in reversed(self.points) if point.month == wanted), None)

    @property
    def standard(self) -> Standard | None:
        """The one in force in the last month."""
        return next((found for found in reversed(self.standards) if found.holds_in(self.last.month)), None)

    @property
    def missing_months(self) -> int:
        first, last = self.points[0].month, self.last.month
        return (last.year - first.year) * 12 + last.month - first.month + 1 - len(self.points)


@dataclass(frozen=True)
class Edition:
    """Everything that pages share."""

    name: str
    month: date
    measures: dict[str, Measure]
    organisations: dict[str, Organisation]
    standards: dict[str, tuple[Standard, ...]]
    loads: list[dict[str, Any]]
    is_sample: bool
    built_at: str
    exclusions: tuple[Exclusion, ...] = ()
    years: dict[str, tuple[date, date]] = field(default_factory=dict)

    def is_behind(self, series: Series) -> bool:
        """Whether others have a newer month of this measure, or the measure itself is long past."""
        last = series.last.month
        return last < self.years[series.measure.name][1] or months_from(last, self.month) > LATE

    def of_kind(self, *kinds: str) -> list[Organisation]:
        found = (one for one in self.organisations.values() if one.kind in kinds)
        return sorted(found, key=lambda one: (one.name.lower(), one.code))

    @cached_property
    def members(self) -> dict[str, list[Organisation]]:
        """The organisations of each area, by name."""
        found: dict[str, list[Organisation]] = defaultdict(list)
        for one in self.organisations.values():
            for area in one.areas:
                found[area].append(one)
        return {area: sorted(ones, key=lambda one: one.name.lower()) for area, ones in found.items()}


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
    newest = con.execute("select max(month) from core.observation").fetchone()
    month = newest[0] if newest else None
    standards: dict[str, list[Standard]] = defaultdict(list)
    for row in rows(con, "select * exclude (standard) from core.standard order by measure, from_month"):
        standards[row["measure"]].append(Standard(**row))
    kept = "name title unit direction description kind section noun source source_url".split()
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
