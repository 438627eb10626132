"""When each month of a kind is published, from `calendar.csv` with its sources, and which months are missing.

A rule is 'second Thursday of month+1', counted from the month the figures describe; an ISO date, for a month published
on another day; or 'paused'. The most specific row wins: the one covering fewest months. Some publishers revise a
financial year's months once the year is over: until then the months are provisional (`settles`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from checks.reference.tables import read_fact_rows

ORDINALS = ("first", "second", "third", "fourth")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RULE = re.compile(rf"({'|'.join(ORDINALS)}) ({'|'.join(WEEKDAYS)}) of month\+([0-9]{{1,2}})", re.IGNORECASE)
SETTLES = re.compile(r"([0-9]+) months after the financial year")
PAUSED = "paused"
GRACE_DAYS = 7
"""A file is due on publication day and late this many days after it (a week is our choice)."""
LOOK_BACK = 24
"""Months back for which gaps are reported; older months may never have been wanted."""


@dataclass(frozen=True)
class PublicationRule:
    """One row of the calendar; `to_month` is empty while the rule applies, `settles` if unknown. Raises ValueError."""

    kind: str
    from_month: str
    to_month: str
    rule: str
    source: str
    settles: str = ""
    settles_source: str = ""

    def __post_init__(self) -> None:
        if self.rule != PAUSED and not RULE.fullmatch(self.rule):
            date.fromisoformat(self.rule)
        if self.settles and not SETTLES.fullmatch(self.settles):
            raise ValueError(f"{self.settles!r} is not written as '3 months after the financial year'")

    def holds(self, month: str) -> bool:
        return self.from_month <= month <= (self.to_month or "9999-12")

    @property
    def length(self) -> int:
        return count_months(self.to_month or "9999-12") - count_months(self.from_month)


@dataclass(frozen=True)
class MissingMonth:
    """Published months of a kind that have not been loaded: just due, late, or overtaken by a later month."""

    due: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@cache
def read_publication_rules() -> tuple[PublicationRule, ...]:
    """Read the calendar. Raises ValueError for a malformed rule."""
    return tuple(PublicationRule(**row) for row in read_fact_rows("calendar.csv"))


def count_months(month: str) -> int:
    """Convert YYYY-MM to a number of months, so that months can be subtracted."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_of(count: int) -> str:
    """Convert a number of months from `count_months` back to YYYY-MM."""
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def due_on(kind: str, month: str) -> date | None:
    """Return the publication day of a month (YYYY-MM); None if the calendar does not say or publication is paused."""
    matching_rules = [slot for slot in read_publication_rules() if slot.kind == kind and slot.holds(month)]
    if not matching_rules:
        return None
    rule = min(matching_rules, key=lambda slot: slot.length).rule
    if rule == PAUSED:
        return None
    match = RULE.fullmatch(rule)
    return _resolve_day(match, month) if match else date.fromisoformat(rule)


def _resolve_day(match: re.Match[str], month: str) -> date:
    year, index = divmod(count_months(month) + int(match[3]), 12)
    first = date(year, index + 1, 1)
    ahead = (WEEKDAYS.index(match[2].lower()) - first.weekday()) % 7
    return first + timedelta(days=ahead + 7 * ORDINALS.index(match[1].lower()))


def settles_on(kind: str, month: str) -> date | None:
    """Return the last day by which the month's financial year will have been revised; None if unknown."""
    rules = [
        SETTLES.fullmatch(slot.settles) for slot in read_publication_rules() if slot.kind == kind and slot.holds(month)
    ]
    match = next((rule for rule in rules if rule), None)
    if match is None:
        return None
    march = int(month[:4]) * 12 + 2 + (12 if month[5:] > "03" else 0)
    year, index = divmod(march + int(match[1]) + 1, 12)
    return date(year, index + 1, 1) - timedelta(days=1)


def missing_months(kind: str, received_months: Collection[str], today: date) -> MissingMonth:
    """Find months published by today but not loaded, from the first loaded month on."""
    if not received_months:
        return MissingMonth()
    newest = max(count_months(month) for month in received_months)
    months_by_state: dict[str, list[str]] = {"due": [], "late": [], "missing": []}
    for month, day in _iterate_published_months(kind, min(received_months), today):
        if month in received_months:
            continue
        following = due_on(kind, month_of(count_months(month) + 1))
        if count_months(month) < newest or (following and following + timedelta(days=GRACE_DAYS) < today):
            months_by_state["missing"].append(month)
        else:
            months_by_state["late" if day + timedelta(days=GRACE_DAYS) < today else "due"].append(month)
    return MissingMonth(*(tuple(months) for months in months_by_state.values()))


def _iterate_published_months(kind: str, first: str, today: date) -> Iterator[tuple[str, date]]:
    """Iterate over the months published in the last two years, from `first` on, with their publication days."""
    now = today.year * 12 + today.month - 1
    for count in range(max(count_months(first), now - LOOK_BACK), now + 1):
        day = due_on(kind, month_of(count))
        if day and day <= today:
            yield month_of(count), day


def format_month_ranges(months: Collection[str]) -> str:
    """Format months as ranges: '2025-01 to 2025-03, 2025-07'."""
    runs: list[list[str]] = []
    for month in sorted(months):
        if runs and count_months(month) == count_months(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
