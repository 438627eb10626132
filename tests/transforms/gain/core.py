"""A small core laid down in memory, and the gain tables that the product's own models make of it."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from checks.storage.duckdb_connection import open_duckdb
from transforms.gain import parameters
from transforms.gain.panel import Floats
from transforms.model_graph import Model, read_models
from transforms.result_cache import NO_CACHE, ResultCache

TABLES = (
    "core.gain_run",
    *("mart.gain_history", "mart.programme_gain_history", "mart.gain", "mart.programme_gain", "mart.retention"),
    *("mart.event_study", "mart.pre_trend", "mart.early_warning", "mart.balancing", "mart.signal"),
    *("core.gain_comparison", "mart.gain_window", "mart.gain_expected"),
)
ON_REQUEST = ("mart.calibration", "mart.joint_gain")
GIVEN = {
    "core.gain_parameter": "name varchar, value double",
    "core.practice": "practice varchar, programme varchar, title varchar, measure varchar, direction varchar, "
    "washout_months integer, balancing_measures varchar[]",
    "core.programme": "programme varchar, support_ends date",
    "core.adoption": "practice varchar, organisation varchar, first_adopted_month date, is_live boolean",
    "core.eligibility": "practice varchar, organisation varchar",
    "core.measure": "measure varchar, kind varchar, unit varchar, direction varchar",
    "core.observation": "measure varchar, organisation varchar, month date, denominator double, value double",
    "core.organisation": "organisation varchar, name varchar, region varchar, area varchar",
    "core.peer": "kind varchar, organisation varchar, month date, peer_kind varchar",
    "core.shock": "from_month date, to_month date",
    "core.merger": "predecessor varchar, successor varchar, month date, is_joined boolean",
    "core.merged_member": "organisation varchar, member varchar",
    "core.joint_adoption": "practice varchar, organisation varchar, first_adopted_month date, fault varchar",
}
"""Nobody merges here: what mergers do is tested elsewhere."""


@dataclass(frozen=True)
class Core:
    """One practice, P, on the measure m; `values` are of the organisations R00, R01 … by months from 2020-01 on.

    `adopted` maps organisations to months since then, `kinds` those that are of another kind than the others.
    """

    values: Floats
    adopted: Mapping[str, int]
    unit: str = "share"
    direction: str = "increase"
    washout: int = 3
    support_end: int | None = None
    shocks: Sequence[tuple[int, int]] = ()
    kinds: Mapping[str, str] | None = None
    eligible: Sequence[str] = ()

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        names = [f"R{place:02d}" for place in range(len(self.values))]
        observed = [
            {"measure": "m", "organisation": name, "month": day(month), "denominator": 1000.0, "value": float(value)}
            for name, row in zip(names, self.values, strict=True)
            for month, value in enumerate(row)
            if np.isfinite(value)
        ]
        everybody = sorted({*names, *self.adopted, *self.eligible})
        kinds = self.kinds or {}
        return {
            "core.gain_parameter": [{**row, "value": float(row["value"])} for row in parameters.read_parameter_rows()],
            "core.practice": [
                {
                    "practice": "P",
                    "programme": "G",
                    "title": "Practice",
                    "measure": "m",
                    "direction": self.direction,
                    "washout_months": self.washout,
                    "balancing_measures": ["m"],
                }
            ],
            "core.programme": [
                {"programme": "G", "support_ends": None if self.support_end is None else day(self.support_end)}
            ],
            "core.adoption": [
                {"practice": "P", "organisation": name, "first_adopted_month": day(month), "is_live": True}
                for name, month in self.adopted.items()
            ],
            "core.eligibility": [{"practice": "P", "organisation": name} for name in self.eligible],
            "core.measure": [{"measure": "m", "kind": "k", "unit": self.unit, "direction": self.direction}],
            "core.observation": observed,
            "core.organisation": [
                {"organisation": name, "name": f"Trust {name}", "region": f"Y{place % 7}"}
                for place, name in enumerate(everybody)
            ],
            "core.peer": [
                {"kind": "k", "organisation": name, "month": day(0), "peer_kind": kinds.get(name, "trust")}
                for name in sorted({row["organisation"] for row in observed})
            ],
            "core.shock": [{"from_month": day(first), "to_month": day(last)} for first, last in self.shocks],
        }


def day(month: int) -> datetime.date:
    years, place = divmod(month, 12)
    return datetime.date(2020 + years, place + 1, 1)


@functools.cache
def _gain_models() -> tuple[Model, ...]:
    return tuple(model for model in read_models() if model.table in (*TABLES, *ON_REQUEST))


def built(core: Core, only: Sequence[str] = TABLES, **other: list[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """A database in memory with these tables; `other` replaces given tables by their last name."""
    con = open_duckdb()
    con.execute("create schema core; create schema mart")
    given = core.tables()
    for name, columns in GIVEN.items():
        lay(con, name, columns, other.get(name.partition(".")[2], given.get(name, [])))
    con.execute("create view core.continuous_series as from core.observation")
    make(con, *only)
    return con


def make(con: duckdb.DuckDBPyConnection, *tables: str, cache: ResultCache = NO_CACHE) -> None:
    """Make these tables by the product's own models."""
    for model in _gain_models():
        if model.table in tables:
            model.create(con, cache)


def lay(con: duckdb.DuckDBPyConnection, name: str, columns: str, rows: list[dict[str, Any]]) -> None:
    """Make a table of these rows."""
    con.execute(f"create table {name} ({columns})")
    kinds = con.execute(f"from {name}").to_arrow_table().schema
    con.register(
        "given",
        pa.Table.from_pylist([{name_item: row.get(name_item) for name_item in kinds.names} for row in rows], kinds),
    )
    con.execute(f"insert into {name} from given")
    con.unregister("given")


def fetch(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    actual = con.execute(sql)
    names = [name for name, *_ in actual.description]
    return [dict(zip(names, row, strict=True)) for row in actual.fetchall()]
