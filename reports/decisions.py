"""What people have decided about loads, for the data-quality page: alike decisions of a day stand together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import duckdb

from reports import views
from reports.words import listed, month_name, plural

DONE = {
    "accept": "Warnings acknowledged",
    "release": "Released from quarantine",
    "reinstate": "Counts again",
    "keep": "Kept in quarantine",
}
NAMED = 3


@dataclass(frozen=True)
class Decision:
    """What was decided on a day for one reason, and of which files."""

    day: date
    done: str
    files: str
    reason: str
    role: str


def decisions(con: duckdb.DuckDBPyConnection) -> list[Decision]:
    """Every decision, the newest first."""
    found = views.rows(con, "select * from core.decision order by decided_at desc, load_id")
    return [_together(list(rows)) for _, rows in groupby(found, key=_alike)]


def _alike(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["decided_at"].date(), row["decision"], row["reason"], row["role"]


def _together(rows: list[dict[str, Any]]) -> Decision:
    first = rows[0]
    named = [f"{row['file_name'] or row['load_id']}{_month(row)}" for row in rows]
    files = listed(named) if len(named) <= NAMED else f"{plural(len(named), 'load')}, {named[-1]} to {named[0]}"
    return Decision(first["decided_at"].date(), DONE[first["decision"]], files, first["reason"], first["role"])


def _month(row: dict[str, Any]) -> str:
    return f" ({month_name(row['month'])})" if row["month"] else ""
