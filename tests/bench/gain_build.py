"""What the verdicts cost: CPU seconds of each gain table for 200 organisations, 30 practices and 72 months.

First without results of earlier builds, then with a month more, then with nothing changed. Each has the CPU seconds of
the whole process, on all threads: the interpreter, the imports and reading the models are a part of every build. What
the core tables cost, which are generated here, is not.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from checks.storage.duckdb_connection import open_duckdb
from tests.transforms.gain.core import GIVEN, ON_REQUEST, TABLES, Core, day, lay, make
from transforms.result_cache import ResultCache

ORGANISATIONS, PRACTICES, MONTHS = 200, 30, 72
MEASURES = 6
WAVE = 25
"""Adopters of a practice, in months of the third and fourth year."""
MOST_SECONDS = 15
"""Of the first build, on a quiet machine: the promise; the others cost less."""


def main() -> int:
    imports = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        con = _generate_core()
        start = time.process_time()
        # a build reads its models once, whatever they are of: no part of what the first table costs
        make(con)
        models = time.process_time() - start
        print(f"  imports {imports:.1f} CPU s, reading the models {models:.1f} CPU s")
        seconds = {
            "without results of earlier builds": _build(con, Path(folder), "month < date '2025-12-01'"),
            "a month more": _build(con, Path(folder), "true"),
            "nothing changed": _build(con, Path(folder), "true"),
        }
    before = imports + models
    first = before + seconds["without results of earlier builds"]
    for name, spent in seconds.items():
        print(f"  {name:<34} {before + spent:5.1f} CPU s, {(before + spent) / first:4.0%} of the first")
    return int(first > MOST_SECONDS)


def _build(con: duckdb.DuckDBPyConnection, folder: Path, condition: str) -> float:
    """Make every table of the months that meet the condition; returns the CPU seconds that it took."""
    cache = ResultCache(folder)
    con.execute(f"create or replace view core.continuous_series as from core.observation where {condition}")
    seconds: dict[str, float] = {}
    for name in (*TABLES, *ON_REQUEST):
        con.execute(f"drop table if exists {name}")
        start = time.process_time()
        make(con, name, cache=cache)
        seconds[name] = time.process_time() - start
    total = sum(seconds.values())
    for name, spent in seconds.items():
        [(rows,)] = con.execute(f"select count(*) from {name}").fetchall()
        print(f"  {name:<32} {spent:7.2f} CPU s, {spent / total:4.0%}, {rows:,} rows")
    print(f"  together {total:.1f} CPU s")
    return total


def _generate_core() -> duckdb.DuckDBPyConnection:
    """The core of such a country, generated."""
    generator = np.random.default_rng(2026)
    con = open_duckdb()
    con.execute("create schema core; create schema mart")
    item = Core(np.zeros((ORGANISATIONS, 0)), {}).tables()
    tables: dict[str, list[dict[str, Any]]] = {**item, **_generate_practices(generator)}
    names = [f"R{place:03d}" for place in range(ORGANISATIONS)]
    tables["core.organisation"] = [
        {"organisation": name, "name": name, "region": f"Y{place % 7}"} for place, name in enumerate(names)
    ]
    tables["core.peer"] = [{"kind": "k", "organisation": name, "month": day(0), "peer_kind": "trust"} for name in names]
    for name, columns in GIVEN.items():
        lay(con, name, columns, tables.get(name, []))
    con.execute(
        f"""
        insert into core.observation
        select 'm' || measure, format('R{{:03d}}', place), date '2020-01-01' + to_months(month::integer), 1000,
            0.7 + 0.05 * sin(place) + 0.02 * sin(month / 2) + 0.03 * (hash(measure, place, month) % 1000 / 1000 - 0.5)
        from range({MEASURES}) as a(measure), range({ORGANISATIONS}) as b(place), range({MONTHS}) as c(month)
        """
    )
    return con


def _generate_practices(generator: np.random.Generator) -> dict[str, list[dict[str, Any]]]:
    measures = [f"m{measure}" for measure in range(MEASURES)]
    practices = [
        {
            "practice": f"P{place:02d}",
            "programme": "G",
            "title": "Practice",
            "direction": "increase",
            "measure": measures[place % MEASURES],
            "washout_months": 3,
            "balancing_measures": [measures[(place + 1) % MEASURES]],
        }
        for place in range(PRACTICES)
    ]
    adoptions = [
        {
            "practice": practice["practice"],
            "organisation": f"R{place:03d}",
            "is_live": True,
            "first_adopted_month": day(int(generator.integers(24, 48))),
        }
        for practice in practices
        for place in generator.permutation(ORGANISATIONS)[:WAVE].tolist()
    ]
    return {
        "core.practice": practices,
        "core.adoption": adoptions,
        "core.measure": [
            {"measure": measure, "kind": "k", "unit": "share", "direction": "increase"} for measure in measures
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
