"""The loads, checks and faults of an edition, read from the published warehouse for the check of data quality."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

RECEIVED = ("accepted", "superseded")
ROW_QUERIES = {
    "loads": "select load_id, strftime(month, '%Y-%m'), coalesce(rows, 0), status from core.load",
    "reasons": """
        select load_id, strftime(month, '%Y-%m'), row, reason.column, message from core.reason as reason
        where status = 'quarantined'
    """,
    "problems": "select load_id, row, severity, message from core.register_problem",
    "rebases": """
        select strftime(month, '%Y-%m'), reason from mart.rebase_proposal where state <> 'proposed by the data'
    """,
    "rules": """
        select kind, rule, coalesce(sum(examined), 0)::bigint, count(*), count(*) filter (not is_met)
        from core.check_result group by kind, rule
    """,
    "warnings": """
        select message, rule, kind, count(*), count(distinct load_id) from core.reason
        where status = 'accepted' and not is_acknowledged group by kind, rule, message, advice
    """,
    "absences": """
        select absence.organisation, strftime(min(absence.month), '%Y-%m'), count(distinct absence.month),
            strftime(absence.last_month, '%Y-%m')
        from core.absence as absence join core.measure as measure using (measure)
        where absence.total = 'ENGLAND' group by measure.kind, absence.organisation, absence.last_month
    """,
    "decisions": """
        select strftime(decided_at::date, '%Y-%m-%d'), reason, role from core.decision
        group by decided_at::date, decision, reason, role
    """,
}
"""The rows of each list of the page, by their columns that it shows."""


@dataclass(frozen=True)
class LoadFacts:
    """A load, as far as data quality counts it."""

    kind: str
    month: date | None
    status: str
    rows: int
    received_at: datetime
    is_provisional: bool


@dataclass(frozen=True)
class QualityWarehouse:
    """Everything about files and checks that the check needs."""

    loads: dict[str, list[LoadFacts]]
    rows: dict[str, Counter[tuple[str, ...]]]
    """How often each row of a list is there."""
    titles: dict[str, str]
    least_absent: str
    """The share of a total from which it is marked, as the page writes it."""


def read_quality(con: duckdb.DuckDBPyConnection) -> QualityWarehouse:
    loads: dict[str, list[LoadFacts]] = defaultdict(list)
    for row in con.execute(
        "select kind, month, status, coalesce(rows, 0), received_at, is_provisional from core.load order by load_id"
    ).fetchall():
        loads[row[0]].append(LoadFacts(*row))
    rows = {name: Counter(map(_as_texts, con.execute(sql).fetchall())) for name, sql in ROW_QUERIES.items()}
    titles = dict(con.execute("select kind, title from core.extract").fetchall())
    least = con.execute("select least_share from core.absence_rule").fetchall()[0][0]
    return QualityWarehouse(loads, rows, titles, f"{least * 100:.1f}%")


def _as_texts(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in row)


def month_letters(loads: list[LoadFacts]) -> dict[str, str]:
    """The state of each month that a file speaks of, and of those between the first and the last with figures."""
    by_month: dict[date, set[str]] = defaultdict(set)
    provisional: dict[date, bool] = {}
    for load in loads:
        if load.month is None or load.status in ("withdrawn", "repeated"):
            continue
        by_month[load.month].add(load.status)
        if load.status == "accepted":
            provisional[load.month] = load.is_provisional
    letters = {month: _letter_of(statuses, provisional.get(month, False)) for month, statuses in by_month.items()}
    loaded = [month for month, letter in letters.items() if letter in "apr"]
    for ordinal in range(_ordinal(min(loaded)), _ordinal(max(loaded))) if loaded else ():
        letters.setdefault(date(ordinal // 12, ordinal % 12 + 1, 1), "m")
    return {f"{month:%Y-%m}": letter for month, letter in sorted(letters.items())}


def _letter_of(statuses: set[str], is_provisional: bool) -> str:
    if "superseded" in statuses:
        return "r"
    return ("p" if is_provisional else "a") if "accepted" in statuses else "q"


def _ordinal(month: date) -> int:
    return month.year * 12 + month.month - 1
