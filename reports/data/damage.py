"""Damaged records of loads and decisions, which the figures of an edition may lack."""

from __future__ import annotations

import duckdb

from checks.review.damaged_records import DamagedEntry, describe_damage
from reports.data.query import fetch_rows
from reports.formatting import join_words, month_name


def read_damage(con: duckdb.DuckDBPyConnection) -> str:
    """Write one sentence for the front page; empty if no record is damaged."""
    rows = fetch_rows(con, "select record, records from core.damaged_record")
    return describe_damage([DamagedEntry(row["record"]) for row in rows for _ in range(row["records"])])


def read_damaged_kinds(con: duckdb.DuckDBPyConnection) -> str:
    """Write which kinds and months are damaged, as far as the archive gives them; empty where it does not."""
    rows = fetch_rows(
        con,
        "select coalesce(extract.title, 'not recognised') as title, month "
        "from core.damaged_record left join core.extract as extract using (kind) "
        "where kind is not null group by title, month order by title, month",
    )
    parts = [f"{row['title']}, {month_name(row['month'])}" if row["month"] else str(row["title"]) for row in rows]
    return f"By the archive: {join_words(parts)}." if parts else ""
