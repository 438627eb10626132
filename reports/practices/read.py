"""From the warehouse to the library of practices: whole tables are read, none of which is large, and grouped here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import duckdb

from reports.practices import made
from reports.practices.library import Library
from reports.practices.records import Parameter, Practice, Programme, Shock, Verdict
from reports.views import rows
from reports.words import proper_name, slug

Row = dict[str, Any]
Key = TypeVar("Key")
Kept = TypeVar("Kept")

PRACTICES = """
    select * from core.practice
    where practice is not null and programme is not null and measure is not null
    order by lower(title), practice
"""
PROGRAMMES = "select * from core.programme order by lower(title), programme"
GAINS = "select * from mart.gain order by practice, organisation"
POOLED = "select * from mart.programme_gain order by practice"
RUNS = "select practice, organisation, month, status, reason, is_provisional, confirmed_status from mart.gain_history"
POOLED_RUNS = (
    "select practice, month, status, reason, is_provisional, confirmed_status from mart.programme_gain_history"
)
ADOPTERS = """
    select adoption.*, adopter.category, coalesce(adopter.referrals, 0) as referrals
    from core.adoption as adoption
    left join mart.adopter as adopter
        on adopter.practice = adoption.practice and adopter.organisation = adoption.organisation
    where adoption.adopted_month is not null
    order by adoption.practice, adoption.adopted_month, adoption.organisation
"""
COVERAGES = "select * from mart.spread order by practice, area, month"
SOURCES = """
    select practice, source, is_pull, sum(adopters) as adopters
    from mart.adoption_source group by practice, source, is_pull order by practice, adopters desc, source
"""


def library(con: duckdb.DuckDBPyConnection) -> Library:
    """Read everything that the pages of practices show."""
    practices = _practices(rows(con, PRACTICES))
    ours = {row["programme"]: row for row in rows(con, PROGRAMMES)}
    # a practice whose programme is in no register still has a page, under the code of its programme
    codes = dict.fromkeys([*ours, *(one.programme for one in practices.values())])

    def by(sql: str, build: Callable[[Row], Kept], *names: str) -> dict[Any, tuple[Kept, ...]]:
        return _grouped((row for row in rows(con, sql) if row["practice"] in practices), build, *names)

    return Library(
        practices=practices,
        programmes={code: _programme(code, ours.get(code, {})) for code in codes},
        parameters={row["name"]: Parameter(**row) for row in rows(con, "select * from core.gain_parameter")},
        shocks=tuple(Shock(**row) for row in rows(con, "select * from core.shock order by from_month")),
        names=_names(con),
        verdicts=_only(by(GAINS, made.verdict, "practice", "organisation")),
        pooled=_only(by(POOLED, made.verdict, "practice")),
        runs=by(RUNS, made.run, "practice", "organisation"),
        pooled_runs=by(POOLED_RUNS, made.run, "practice"),
        adopters=by(ADOPTERS, made.adopter, "practice"),
        years=by("select * from mart.retention order by year", made.year, "practice"),
        effects=by("select * from mart.event_study order by months_since_adoption", made.effect, "practice"),
        trends=_only(by("select * from mart.pre_trend", made.trend, "practice")),
        balances=by("select * from mart.balancing order by measure", made.balance, "practice"),
        survivals=by("select * from mart.gain_survival order by months", made.survival, "practice"),
        durations=_only(by("select * from mart.gain_survival_summary", made.duration, "practice")),
        coverages=by(COVERAGES, made.coverage, "practice", "area"),
        area_kinds=_area_kinds(con),
        fits=by("select * from mart.spread_fit order by month", made.fitted, "practice"),
        curves=_only(by("select * from mart.spread_curve", made.curve, "practice")),
        sources=by(SOURCES, made.source, "practice"),
        warnings=by("select * from mart.early_warning order by month", made.warned, "practice", "organisation"),
        calibrations=tuple(made.calibration(row) for row in rows(con, "select * from mart.calibration order by all")),
    )


def comparators_mean(con: duckdb.DuckDBPyConnection, found: Verdict) -> dict[Any, float]:
    """Month by month, the mean of those who could have adopted and have not, of the adopter's own kind."""
    return dict(
        con.execute(
            "select observation.month, avg(observation.value) from core.observation as observation "
            "join mart.gain as gain on gain.organisation = observation.organisation and gain.status = 'not_adopted' "
            f"and gain.practice = {_text(found.practice)} "
            "join core.peer as peer on peer.organisation = observation.organisation "
            f"where observation.measure = {_text(found.measure)} and peer.peer_kind = "
            f"(select any_value(peer_kind) from core.peer where organisation = {_text(found.organisation or '')}) "
            "group by observation.month having count(*) >= 10"
        ).fetchall()
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _grouped(found: Iterable[Row], build: Callable[[Row], Kept], *names: str) -> dict[Any, tuple[Kept, ...]]:
    """What is built of each row, under the values of these columns."""
    groups: dict[Any, list[Kept]] = defaultdict(list)
    for row in found:
        key = tuple(row[name] for name in names)
        groups[key if len(key) > 1 else key[0]].append(build(row))
    return {key: tuple(group) for key, group in groups.items()}


def _only(groups: dict[Key, tuple[Kept, ...]]) -> dict[Key, Kept]:
    return {key: group[-1] for key, group in groups.items()}


def _practices(found: list[Row]) -> dict[str, Practice]:
    taken: set[str] = set()
    practices = {}
    for row in found:
        place = slug(row["practice"])
        # codes that differ in case or in a sign alone must not share a page
        while place in taken:
            place += "-2"
        taken.add(place)
        kept = {**row, "title": row["title"] or row["practice"], "balancing_measures": row["balancing_measures"] or ()}
        kept["balancing_measures"] = tuple(kept["balancing_measures"])
        names = Practice.__dataclass_fields__.keys() - {"place"}
        practices[row["practice"]] = Practice(**{name: kept[name] for name in names}, place=place)
    return practices


def _programme(code: str, row: Row) -> Programme:
    kept: Row = {name: row.get(name) for name in Programme.__dataclass_fields__}
    return Programme(**{**kept, "programme": code, "title": row.get("title") or code})


def _names(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    found = con.execute("select organisation, name from core.organisation").fetchall()
    return {code: proper_name(name, code) for code, name in found}


def _area_kinds(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute("select area, any_value(area_kind) from mart.spread group by area").fetchall())
