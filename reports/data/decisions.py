"""Decisions about loads, for the data-quality page; similar decisions of one day are one row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import duckdb

from reports.data.query import fetch_rows
from reports.formatting import join_words, month_name, plural

DECISION_WORDS = {
    "accept": "Warnings acknowledged",
    "release": "Released from quarantine",
    "reinstate": "Counts again",
    "keep": "Kept in quarantine",
    "withdraw": "Withdrawn",
}
MAX_FILES_NAMED = 3


@dataclass(frozen=True)
class DecisionRow:
    """A decision made on one day for one reason, with its files."""

    day: date
    done: str
    files: str
    reason: str
    role: str


def read_decisions(con: duckdb.DuckDBPyConnection) -> list[DecisionRow]:
    """Read every decision, newest first."""
    decision_rows = fetch_rows(con, "select * from core.decision order by decided_at desc, load_id")
    return [_merge_decisions(list(rows)) for _, rows in groupby(decision_rows, key=_grouping_key)]


def _grouping_key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["decided_at"].date(), row["decision"], row["reason"], row["role"]


def _merge_decisions(rows: list[dict[str, Any]]) -> DecisionRow:
    first = rows[0]
    # by month and name, not by receipt: files that are sent again after a crash are received in another order
    ordered = sorted(rows, key=lambda row: (str(row["month"] or ""), row["file_name"] or "", row["load_id"]))
    named = [f"{row['file_name'] or row['load_id']}{_month_in_brackets(row)}" for row in ordered]
    files = (
        join_words(named)
        if len(named) <= MAX_FILES_NAMED
        else f"{plural(len(named), 'load')}, {named[0]} to {named[-1]}"
    )
    return DecisionRow(
        first["decided_at"].date(), DECISION_WORDS[first["decision"]], files, first["reason"], first["role"]
    )


def _month_in_brackets(row: dict[str, Any]) -> str:
    return f" ({month_name(row['month'])})" if row["month"] else ""
