"""The moments under which loads and decisions are recorded: each is later than all before it, whatever the clock says.

Which version of a month counts is decided by the order of the load ids. A clock that is set back must not make a
revised file older than the one that it replaces, so a new moment is the clock's, or just after the newest one in the
home when the clock is not past that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from checks.storage.home import Home, format_stamp

CLOCK_TOLERANCE = timedelta(minutes=5)
"""Clocks of machines that share a home differ. Windows domains let nobody log on whose clock is off by more than five
minutes (the default of Kerberos, RFC 4120), so a larger difference is a fault worth a line.
"""
LONGEST_PAUSE = timedelta(days=366)
"""Extracts come every month: after a year without any, the clock is as suspect as the pause."""
STAMPED = re.compile(r"(?:\.refused-)?(\d{8}T\d{6}\.\d{6}Z)(?:-|$)")
STEP = timedelta(microseconds=1)
"""The smallest difference that an id can show."""


def read_clock() -> datetime:
    """What the clock of this machine says, in UTC."""
    return datetime.now(UTC)


def newest_recorded(home: Home) -> datetime | None:
    """The newest moment under which anything has been recorded; None in an empty home."""
    stamps = (match[1] for name in _recorded_names(home) if (match := STAMPED.match(name)))
    # a name that was made by hand may look like a moment and be none
    return next((moment for text in sorted(set(stamps), reverse=True) if (moment := _parse_stamp(text))), None)


def _recorded_names(home: Home) -> Iterator[str]:
    folders = (
        (home.ledger, "*.json"),
        (home.ledger / "decisions", "*.json"),
        (home.archive, "*/*/*"),
        (home.quarantine, "*"),
        (home.inbox, ".refused-*"),
    )
    for folder, pattern in folders:
        yield from (path.name for path in folder.glob(pattern))


def _parse_stamp(stamped: str) -> datetime | None:
    try:
        return datetime.strptime(stamped, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None


@dataclass
class LoadClock:
    """Gives the moments of new loads and decisions; only under the lock `land`, as two of it would give the same."""

    newest: datetime | None

    @classmethod
    def of(cls, home: Home) -> LoadClock:
        return cls(newest_recorded(home))

    def next_stamp(self) -> str:
        """A moment as it is written in file names, later than every one before it."""
        moment = read_clock()
        if self.newest and moment <= self.newest:
            moment = self.newest + STEP
        self.newest = moment
        return format_stamp(moment)


def describe_clock_fault(home: Home) -> str | None:
    """One line when the clock and the newest record do not fit together, and what to do; None while they do."""
    newest, moment = newest_recorded(home), read_clock()
    if newest is None:
        return None
    reported = f"this machine's clock says {_format_moment(moment)}, the newest record is of {_format_moment(newest)}"
    if newest - moment > CLOCK_TOLERANCE:
        return (
            f"{reported}: the clock is {_format_length(newest - moment)} behind, or was ahead when that was recorded. "
            "Check the clock; until it has passed that moment, new loads are recorded as received just after it"
        )
    if moment - newest > LONGEST_PAUSE:
        return (
            f"{reported}: either nothing has been loaded for {_format_length(moment - newest)}, or the clock is ahead. "
            "Check the clock before you load anything: what comes later cannot be recorded as received earlier"
        )
    return None


def _format_moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _format_length(difference: timedelta) -> str:
    minutes = round(difference.total_seconds() / 60)
    if minutes < 2 * 60:
        return f"{minutes} minutes"
    if minutes < 2 * 24 * 60:
        return f"{minutes // 60} hours"
    return f"{minutes // (24 * 60):,} days"
