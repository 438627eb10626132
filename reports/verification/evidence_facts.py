"""The evidence behind the verdict on a practice, and its spread, read from the published warehouse for the check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from reports.verification.practice_facts import Key, PracticeWarehouse, Row

BY_PRACTICE = {
    "years": "select * from mart.retention order by year",
    "effects": "select * from mart.event_study order by months_since_adoption",
    "survivals": "select * from mart.gain_survival order by months",
    "durations": "select * from mart.gain_survival_summary",
    "fits": "select * from mart.spread_fit order by month",
    "curves": "select * from mart.spread_curve",
    "sources": """
        select practice, source, is_pull, sum(adopters)::bigint as adopters from mart.adoption_source
        group by practice, source, is_pull order by adopters desc, source
    """,
}
BY_ADOPTER = {
    "warnings": "select * from mart.early_warning order by month",
    "runs": """
        select practice, organisation, month, status, reason, is_provisional from mart.gain_history
        union all by name
        select practice, '' as organisation, month, status, reason, is_provisional from mart.programme_gain_history
        order by month
    """,
}
COHORTS = "select 'cohort-' || cohort, any_value(title) from core.cohort group by cohort"
SIGNALS = """
    with figures as (
        select practice, max(month) as newest
        from core.practice join core.observation using (measure) group by practice
    )
    select signal.* from mart.signal as signal join figures using (practice)
    where signal.month = figures.newest and signal.sentence is not null
"""
"""Those of the newest month of the practice's measure."""
NO_VERDICT: Row = {"scale": None, "direction": "increase"}
"""In what unit a practice without a verdict would be written."""


@dataclass
class EvidenceWarehouse:
    """Everything that charts of practices show, by table and practice, or by table, practice and organisation."""

    practices: PracticeWarehouse
    by_practice: dict[str, dict[str, list[Row]]]
    by_adopter: dict[str, dict[Key, list[Row]]]
    spread: dict[Key, list[Row]]
    """The months of each practice in each area, oldest first."""
    names: dict[str, str]
    """Of organisations, areas and cohorts."""
    signals: dict[str, list[Row]]
    """The newest signals, by practice."""

    def rows(self, table: str, practice: str) -> list[Row]:
        return self.by_practice[table].get(practice, [])

    def verdict_of(self, practice: str, organisation: str = "") -> Row:
        """The verdict whose unit a chart has."""
        return self.practices.verdicts.get((practice, organisation), NO_VERDICT)

    def newest_areas(self, practice: str) -> dict[str, list[tuple[str, Row]]]:
        """The newest month of each area with a share, by kind of area, the highest share first."""
        kinds: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        for (code, area), months in self.spread.items():
            if code == practice and area != "ENGLAND" and months[-1]["coverage"] is not None:
                kinds[months[-1]["area_kind"]].append((area, months[-1]))
        for areas in kinds.values():
            areas.sort(key=lambda pair: (-pair[1]["coverage"], pair[0]))
        return kinds


def read_evidence(con: duckdb.DuckDBPyConnection, practices: PracticeWarehouse) -> EvidenceWarehouse:
    spread: dict[Key, list[Row]] = defaultdict(list)
    for (practice, area, _), row in sorted(practices.spread.items()):
        spread[practice, area].append(row)
    return EvidenceWarehouse(
        practices,
        {table: _group(_fetch(con, sql), ("practice",)) for table, sql in BY_PRACTICE.items()},
        {table: _group(_fetch(con, sql), ("practice", "organisation")) for table, sql in BY_ADOPTER.items()},
        spread,
        practices.names | dict(con.execute(COHORTS).fetchall()),
        _group(_fetch(con, SIGNALS), ("practice",)),
    )


def _group(rows: Iterable[Row], names: tuple[str, ...]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(row[name] for name in names)
        groups[key[0] if len(names) == 1 else key].append(row)
    return groups


def _fetch(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
