"""Reads the trusts of a funnel plot: their shares, and the limits at their size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from checks.storage.sql_text import quote_sql_text
from reports.data.query import fetch_records


@dataclass(frozen=True)
class FunnelPosition:
    """A trust's share in one month, the limits at its denominator, and the centre of all trusts."""

    organisation: str
    value: float
    denominator: float
    position: str
    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float
    centre: float


def read_funnel_positions(con: duckdb.DuckDBPyConnection, measure: str, month: date) -> list[FunnelPosition]:
    """Read the trusts that have limits, ordered by code so that trusts of one size are always in the same order.

    Commissioners and areas are not compared with them.
    """
    return fetch_records(
        con,
        FunnelPosition,
        "select organisation, value, denominator, position, lower_95, upper_95, lower_998, upper_998, centre "
        f"from mart.benchmark where measure = {quote_sql_text(measure)} and month = date '{month}' "
        "and lower_998 is not null and (peer_kind = 'trust' or peer_kind like 'trust with %') order by organisation",
    )
