"""A small core with four adopters, and what its marts say."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import duckdb

from tests.transforms.gain.core import TABLES, Core, built, fetch
from tests.transforms.gain.panels import wobble
from transforms.gain.status_ladder import ALL_STATUSES

SIZE, MONTHS = 40, 54
ADOPTED = {"R00": 20, "R01": 20, "R02": 24, "R03": 24}
BRIEF = ("core.gain_run", "mart.gain_history", "mart.programme_gain_history", "mart.gain", "mart.programme_gain")


def usual(size: float = 0.06, *, left: float = 1.0, seed: int = 1, **other: Any) -> Core:
    """Four adopters that gain so much from the month after adoption on, `left` of it after the gain's year."""
    values = wobble(SIZE, MONTHS, seed, sd=0.006)
    for name, month in ADOPTED.items():
        values[int(name[1:]), month + 1 :] += size
        values[int(name[1:]), month + 15 :] -= size * (1 - left)
    return replace(Core(values, ADOPTED), **other)


def verdicts(core: Core) -> dict[str, dict[str, Any]]:
    with built(core, BRIEF) as con:
        return {row["organisation"]: row for row in fetch(con, "from mart.gain")}


def of_practice(core: Core) -> dict[str, Any]:
    with built(core, BRIEF) as con:
        [row] = fetch(con, "from mart.programme_gain")
    return row


def sound(con: duckdb.DuckDBPyConnection) -> None:
    """No number is missing in a way that is not NULL, limits stand around estimates, every status is known."""
    for name in TABLES:
        for row in fetch(con, f"from {name}"):
            for column, value in row.items():
                assert not isinstance(value, float) or math.isfinite(value), (name, column)
            for what in ("gain", "current", "share"):
                low, high = row.get(f"{what}_lower"), row.get(f"{what}_upper")
                middle = row.get("share_retained" if what == "share" else what)
                if None not in (low, middle, high):
                    assert low <= middle + 1e-12
                    assert middle <= high + 1e-12
            assert row.get("status", "gain") in ALL_STATUSES
            if row.get("status") == "not_assessable":
                assert row["reason"]
