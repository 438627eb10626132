"""The total and subtotal rows of a file, and the sums of the rows that they are the totals of.

They are read from the table `typed` and compared in Python: there are few of them, and SQL that compares 25 columns
takes DuckDB longer to plan than to run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from checks.contracts.contract import Extract

Counts = Mapping[str, float | None]
"""The number of each column of counts; None where it is blank in every row."""


@dataclass(frozen=True)
class PrintedTotal:
    """A total row: its line, the counts in it that are not numbers, and its group, or None for that of all rows."""

    row: int
    not_a_number: str | None
    group: str | None
    counts: Counts


def read_printed_totals(con: duckdb.DuckDBPyConnection, extract: Extract) -> list[PrintedTotal]:
    """Read the total and subtotal rows, in the order of the file."""
    rows = con.execute(
        f"select row, not_a_number, case when row_kind = 'subtotal' then {extract.subtotal_group} end, "
        f"{', '.join(extract.counts)} from typed where row_kind in ('total', 'subtotal') order by row"
    ).fetchall()
    return [
        PrintedTotal(row, not_a_number, group, dict(zip(extract.counts, counts, strict=True)))
        for row, not_a_number, group, *counts in rows
    ]


def read_sums(con: duckdb.DuckDBPyConnection, extract: Extract) -> dict[str | None, Counts]:
    """Add up the data rows of each group, and of all groups under None."""
    sums = ", ".join(f"sum({name})" for name in extract.counts)
    rows = con.execute(
        f"select grouping(group_code), group_code, {sums} "
        f"from (select *, {extract.row_group} as group_code from typed where row_kind = 'data') "
        "group by grouping sets ((group_code), ())"
    ).fetchall()
    return {
        None if is_whole else group: dict(zip(extract.counts, counts, strict=True))
        for is_whole, group, *counts in rows
        if is_whole or group is not None
    }
