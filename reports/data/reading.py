"""The reading aid of a series: its phases, why each begins, and whether its months are coloured."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import duckdb

from reports.data.query import fetch_rows

LABELS = {
    "approved": "recalculated",
    "shock_over": "afterwards",
    "merger": "merger",
    "definition": "more counted",
    "adoption": "adopted",
    "new_level": "new level",
}
"""Beside the mark of a phase, where little fits; a shock is labelled with its own title."""


@dataclass(frozen=True)
class ReadingPhase:
    """A phase of the reading aid; without a cause it is the beginning of the series."""

    first_month: date
    cause: str | None
    detail: str | None
    refusal: str | None
    is_newest: bool

    @property
    def label(self) -> str:
        """A few words for the mark of the phase."""
        return LABELS.get(self.cause or "") or self.detail or ""


READING_SQL = """
    select measure, organisation, first_month, cause, detail, refusal, is_newest
    from mart.reading_phase
    -- a series of one coloured phase has nothing to say
    where cause is not null or refusal is not null
    order by measure, organisation, phase
"""


def read_reading_phases(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[ReadingPhase, ...]]:
    """Read the phases of each series that has more than one, or whose months are not coloured."""
    phases_by_series: dict[tuple[str, str], list[ReadingPhase]] = defaultdict(list)
    for row in fetch_rows(con, READING_SQL):
        phases_by_series[row.pop("measure"), row.pop("organisation")].append(ReadingPhase(**row))
    return {key: tuple(phases) for key, phases in phases_by_series.items()}
