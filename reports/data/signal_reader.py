"""The news of the monthly runs, for feeds: what may be published of it, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from reports.data.query import fetch_records

SIGNALS = """
    select signal.signal, signal.month, signal.organisation, signal.practice, practice.programme, signal.kind,
        signal.sentence, signal.severity
    from mart.signal as signal
    inner join core.practice as practice using (practice)
    -- registers know of adoptions to come, of which no figure can tell yet
    where signal.sentence is not null and signal.month <= (select max(month) from core.reported)
    order by signal.month desc, signal.signal
"""


@dataclass(frozen=True)
class SignalRecord:
    """A change of a verdict, a new adopter or an early warning; without an organisation, of all adopters together."""

    signal: str
    month: date
    organisation: str | None
    practice: str
    programme: str
    kind: str
    sentence: str
    severity: str | None


def read_signals(con: duckdb.DuckDBPyConnection) -> list[SignalRecord]:
    """Read the signals that may be published."""
    return fetch_records(con, SignalRecord, SIGNALS)
