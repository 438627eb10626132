"""A small world of organisations and their adoptions, laid down as the tables that the spread models read."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from checks.storage.duckdb_connection import open_duckdb
from transforms.model_graph import Model, read_models

YEAR = 2020
GIVEN = {
    "core.organisation": "organisation varchar, kind varchar, area varchar, opened date, closed date, "
    "region varchar, icb varchar, sha varchar, last_month date",
    "core.practice": "practice varchar, measure varchar",
    "core.eligibility": "practice varchar, organisation varchar, from_month date, to_month date",
    "core.adoption_event": "practice varchar, organisation varchar, month date, event varchar, source varchar, "
    "peer_organisation varchar, fidelity double, load_id varchar, row bigint",
    "core.observation": "measure varchar, organisation varchar, month date, denominator double",
    "staging.successions": "load_id varchar, predecessor varchar, successor varchar, effective date",
    "core.gain_parameter": "name varchar, value double",
    "mart.gain_history": "practice varchar, organisation varchar, month date, status varchar, "
    "share_retained double, is_provisional boolean",
}


@dataclass(frozen=True)
class Event:
    organisation: str
    month: int
    event: str = "adopted"
    source: str | None = None
    fidelity: float | None = None
    peer: str | None = None


@dataclass(frozen=True)
class Organisation:
    """`closed` is the month and whether it closes on its first day or in its middle; months count from 2020-01."""

    name: str
    region: str | None = None
    opened: int | None = None
    closed: tuple[int, bool] | None = None
    volume: float | None = None


@dataclass(frozen=True)
class World:
    """One practice, P, of the measure m; `verdicts` are organisation, month, status, share retained, provisional."""

    organisations: Sequence[Organisation]
    eligible: Sequence[tuple[str, int, int | None]] = ()
    events: Sequence[Event] = ()
    mergers: Sequence[tuple[str, str, int]] = ()
    verdicts: Sequence[tuple[str, int, str, float | None, bool]] = ()
    newest: int = 15
    extra: dict[str, Sequence[dict[str, Any]]] = field(default_factory=dict)

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        prepared = {
            "core.organisation": [
                {
                    "organisation": organisation.name,
                    "kind": "provider",
                    "region": organisation.region,
                    "opened": None if organisation.opened is None else day(organisation.opened),
                    "closed": None
                    if organisation.closed is None
                    else day(organisation.closed[0], 1 if organisation.closed[1] else 15),
                }
                for organisation in self.organisations
            ],
            "core.practice": [{"practice": "P", "measure": "m"}],
            "core.eligibility": [
                {
                    "practice": "P",
                    "organisation": name,
                    "from_month": day(first),
                    "to_month": None if last is None else day(last),
                }
                for name, first, last in self.eligible
            ],
            "core.adoption_event": [
                {
                    **{name: value for name, value in vars(organisation).items() if name != "peer"},
                    "practice": "P",
                    "month": day(organisation.month),
                    "peer_organisation": organisation.peer,
                    "load_id": "1",
                    "row": row,
                }
                for row, organisation in enumerate(self.events)
            ],
            "core.observation": [
                {"measure": "m", "organisation": name, "month": day(self.newest), "denominator": volume}
                for name, volume in [
                    ("ENGLAND", 1.0),
                    *((organisation.name, organisation.volume) for organisation in self.organisations),
                ]
                if volume is not None
            ],
            "staging.successions": [
                {"load_id": "1", "predecessor": before, "successor": after, "effective": day(month)}
                for before, after, month in self.mergers
            ],
            "core.gain_parameter": [{"name": "share_that_is_lost", "value": 0.5}],
            "mart.gain_history": [
                {
                    "practice": "P",
                    "organisation": name,
                    "month": day(month),
                    "status": status,
                    "share_retained": share,
                    "is_provisional": provisional,
                }
                for name, month, status, share, provisional in self.verdicts
            ],
        }
        return {name: [*rows, *self.extra.get(name, ())] for name, rows in prepared.items()}


def day(month: int, number: int = 1) -> datetime.date:
    years, place = divmod(month, 12)
    return datetime.date(YEAR + years, place + 1, number)


@functools.cache
def _ordered_models() -> tuple[Model, ...]:
    return tuple(read_models())


def _needed_models(tables: Iterable[str]) -> list[Model]:
    """The models of these tables and of what they read, as far as that is not given."""
    wanted = set(tables)
    for model in reversed(_ordered_models()):
        if model.table in wanted and model.table not in GIVEN:
            wanted |= model.reads
    return [model for model in _ordered_models() if model.table in wanted and model.table not in GIVEN]


def built(world: World, *tables: str) -> duckdb.DuckDBPyConnection:
    """A database in memory in which the product's own models have made these tables."""
    con = open_duckdb()
    con.execute("create schema staging; create schema core; create schema mart")
    for name, rows in world.tables().items():
        con.execute(f"create table {name} ({GIVEN[name]})")
        kinds = con.execute(f"from {name}").to_arrow_table().schema
        con.register("given", pa.Table.from_pylist([{**dict.fromkeys(kinds.names), **row} for row in rows], kinds))
        con.execute(f"insert into {name} from given")
        con.unregister("given")
    for model in _needed_models(tables):
        model.create(con)
    return con


def fetch(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    actual = con.execute(sql)
    names = [name for name, *_ in actual.description]
    return [dict(zip(names, row, strict=True)) for row in actual.fetchall()]
