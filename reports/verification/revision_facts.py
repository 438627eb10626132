"""What was published more than once, read from the published warehouse for the check of revisions."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from reports.verification.practice_facts import Row
from reports.verification.series_facts import SeriesWarehouse

WHOLES = ("SHA", "region", "ICB", "england", "cohort")
"""Kinds of organisations that are areas: their measures are not in the list of what was corrected."""


@dataclass(frozen=True)
class RevisionWarehouse:
    """What was published more than once."""

    series: SeriesWarehouse
    months: dict[tuple[str, str], Row]
    """By kind and month."""
    figures: dict[tuple[str, str], list[Row]]
    """By kind and month: each figure that changed."""
    local: dict[tuple[str, str, str], Row]
    """By measure, organisation and month."""
    titles: dict[str, str]
    wholes: set[str]


def read_revisions(con: duckdb.DuckDBPyConnection, series: SeriesWarehouse) -> RevisionWarehouse:
    figures: dict[tuple[str, str], list[Row]] = {}
    for row in _fetch(con, "select * from mart.revision"):
        figures.setdefault((row["kind"], f"{row['month']:%Y-%m}"), []).append(row)
    months = _fetch(con, "select * from mart.revision_month order by kind, month desc")
    local = _fetch(con, "select * from core.local_revision")
    wholes = con.execute("select organisation from core.organisation where list_contains(?, kind)", [list(WHOLES)])
    return RevisionWarehouse(
        series,
        {(row["kind"], f"{row['month']:%Y-%m}"): row for row in months},
        figures,
        {(row["measure"], row["organisation"], f"{row['month']:%Y-%m}"): row for row in local},
        dict(con.execute("select kind, title from core.extract").fetchall()),
        {code for (code,) in wholes.fetchall()},
    )


def _fetch(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
