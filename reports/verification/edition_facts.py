"""What the counts of an edition are made of, read from the published warehouse for the check."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from reports.claims.claim import ClaimValue
from reports.verification.listing_rules import Listings, read_listings
from reports.verification.member_sums import MemberSums
from reports.verification.memberships import read_memberships
from reports.verification.practice_facts import PracticeWarehouse
from reports.verification.series_facts import Key, SeriesWarehouse

Values = tuple[ClaimValue, ...]


@dataclass
class EditionWarehouse:
    """What the counts of an edition are made of."""

    series: SeriesWarehouse
    practices: PracticeWarehouse
    kinds: dict[str, tuple[str, str]]
    """The kind and the name of each organisation."""
    runs: dict[Key, list[tuple[Any, ...]]]
    """Month, status, confirmed status and whether it is provisional, by practice and organisation, oldest first."""
    adoptions: dict[Key, date]
    loads: list[tuple[Any, ...]]
    """Kind, month, moment of receipt and status."""
    titles: dict[str, str]
    funnels: dict[Key, tuple[float, str, float]]
    """Value, position and cases of each trust in a funnel plot, by measure and organisation."""
    listings: Listings
    sums: MemberSums
    warnings: dict[Key, tuple[date, int]]
    """The month of the newest early warnings and months in a row, by practice and organisation."""
    open_organisations: set[str]
    """Those that have neither closed nor a successor."""
    gains: dict[str, list[tuple[float, str]]] = field(default_factory=dict)


WARNINGS = """
    select practice, organisation, month, coalesce(warnings_in_a_row, 0) from mart.early_warning
    where is_warning and month = (select max(month) from mart.early_warning)
"""
OPEN = "select organisation from core.organisation where closed is null and successor is null"
RUNS = """
    select practice, organisation, month, status, confirmed_status, is_provisional from mart.gain_history
    union all
    select practice, '', month, status, confirmed_status, is_provisional from mart.programme_gain_history
    order by 1, 2, 3
"""


def read_edition_warehouse(
    con: duckdb.DuckDBPyConnection, series: SeriesWarehouse, practices: PracticeWarehouse
) -> EditionWarehouse:
    runs: dict[Key, list[tuple[Any, ...]]] = defaultdict(list)
    for practice, organisation, *run in con.execute(RUNS).fetchall():
        runs[practice, organisation].append(tuple(run))
    organisations = con.execute("select organisation, kind, name from core.organisation").fetchall()
    adoptions = con.execute(
        "select practice, organisation, adopted_month from core.adoption where adopted_month is not null"
    ).fetchall()
    funnels = con.execute(
        "select measure, organisation, value, position, denominator from mart.benchmark where position is not null "
        "and (peer_kind = 'trust' or starts_with(peer_kind, 'trust with ')) "
        "and (measure, month) in (select measure, max(month) from core.reported group by all)"
    ).fetchall()
    return EditionWarehouse(
        series,
        practices,
        {code: (kind, name or code) for code, kind, name in organisations},
        runs,
        {(practice, organisation): month for practice, organisation, month in adoptions},
        con.execute("select kind, month, received_at, status from core.load").fetchall(),
        dict(con.execute("select kind, title from core.extract").fetchall()),
        {(row[0], row[1]): (row[2], row[3], row[4]) for row in funnels},
        read_listings(con, series),
        MemberSums(read_memberships(con), series),
        {(practice, code): (month, count) for practice, code, month, count in con.execute(WARNINGS).fetchall()},
        {code for (code,) in con.execute(OPEN).fetchall()},
    )
