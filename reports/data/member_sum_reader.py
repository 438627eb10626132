"""Reads the sums of an area's organisations, for measures of which nobody sends the area's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from checks.storage.sql_text import quote_sql_text
from reports.data.query import fetch_records


@dataclass(frozen=True)
class MemberSum:
    """One month of an area's organisations together, and how many of those expected are in the sum."""

    measure: str
    area: str
    month: date
    numerator: float
    denominator: float | None
    value: float
    organisations: int
    members: int

    @property
    def is_complete(self) -> bool:
        return self.organisations >= self.members


def read_member_sums(con: duckdb.DuckDBPyConnection, area: str) -> list[MemberSum]:
    """Read the sums of one area, by measure and month."""
    return fetch_records(
        con,
        MemberSum,
        "select measure, area, month, numerator, denominator, value, organisations, members from mart.member_sum "
        f"where area = {quote_sql_text(area)} and value is not null order by measure, month",
    )
