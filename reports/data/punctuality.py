"""Which published months an edition lacks, by the publication calendar: the same answer as `holdgain status` gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from checks.reference import publication_calendar
from checks.reference.publication_calendar import GRACE_DAYS, count_months, month_of

RECEIVED = ("accepted", "superseded")
"""Statuses of loads whose month has been received."""


@dataclass(frozen=True)
class KindPunctuality:
    """One kind of extract: the months that are late or missing, and the day after which the next one is late."""

    kind: str
    title: str
    late: tuple[date, ...]
    missing: tuple[date, ...]
    next_late_on: date | None

    @property
    def awaited(self) -> tuple[date, ...]:
        return tuple(sorted((*self.late, *self.missing)))


def read_punctuality(
    loads: Sequence[Mapping[str, Any]], titles: Mapping[str, str], today: date
) -> tuple[KindPunctuality, ...]:
    """Compare the months received of each kind with the publication calendar, as it is on a day."""
    months_by_kind: dict[str, set[str]] = {}
    for load in loads:
        if load["month"] and load["status"] in RECEIVED:
            months_by_kind.setdefault(load["kind"], set()).add(f"{load['month']:%Y-%m}")
    return tuple(
        _of_kind(kind, titles.get(kind, kind), months, today) for kind, months in sorted(months_by_kind.items())
    )


def _of_kind(kind: str, title: str, months: set[str], today: date) -> KindPunctuality:
    gaps = publication_calendar.missing_months(kind, months, today)
    due = publication_calendar.due_on(kind, month_of(count_months(max(months)) + 1))
    return KindPunctuality(
        kind,
        title,
        tuple(date.fromisoformat(f"{month}-01") for month in gaps.late),
        tuple(date.fromisoformat(f"{month}-01") for month in gaps.missing),
        due + timedelta(days=GRACE_DAYS) if due else None,
    )


def next_late_day(kinds: Sequence[KindPunctuality]) -> date | None:
    """The first day after which an edition that is punctual now will be out of date."""
    return min((kind.next_late_on for kind in kinds if kind.next_late_on and not kind.awaited), default=None)
