"""Which loads were known at a moment, and which one replaces another, by the order that `load_ids.py` gives them.

Which load of a month counts is decided in `month_vintages.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from checks.storage.ledger import Load


def select_loads_known_at(loads: Iterable[Load], moment: datetime | None) -> list[Load]:
    """Select the loads received by the moment; all loads if it is None."""
    if moment is None:
        return list(loads)
    limit = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return [load for load in loads if load.received_at <= limit]


def find_replacement(loads: Iterable[Load], load: Load) -> Load | None:
    """Find the newest load accepted since for the same kind and month; None if there is none."""
    newer = [
        other
        for other in loads
        if other.status == "accepted"
        and (other.kind, other.month) == (load.kind, load.month)
        and other.load_id > load.load_id
    ]
    return newer[-1] if newer else None
