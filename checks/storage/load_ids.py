"""Timestamps for loads and decisions: each is later than every earlier one, whatever the clock says.

The order of load ids decides which version of a month counts. A clock that is set back must not make a revised file
older than the one it replaces, so a new timestamp is the clock's time or, if that is not later, just after the newest
one in the home.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from checks.storage.home import Home, format_stamp

CLOCK_TOLERANCE = timedelta(minutes=5)
"""The clocks of machines that share a home differ. Kerberos rejects a clock more than five minutes out (its usual
limit, RFC 4120), and so do Windows domains, so a larger difference is worth reporting.
"""
LONGEST_PAUSE = timedelta(days=366)
"""Extracts arrive every month, so a year without any suggests that the clock is wrong."""
STAMPED = re.compile(r"(?:\.refused-)?(\d{8}T\d{6}\.\d{6}Z)(?:-|$)")
STEP = timedelta(microseconds=1)
"""Load ids have microsecond precision."""


def read_clock() -> datetime:
    """Return this machine's time in UTC."""
    return datetime.now(UTC)


def newest_recorded(home: Home) -> datetime | None:
    """Return the newest timestamp recorded anywhere in the home; None if the home is empty."""
    stamps = (match[1] for name in _recorded_names(home) if (match := STAMPED.match(name)))
    # a file named by hand may match the pattern without being a valid time
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
    """Issues timestamps for loads and decisions. Use it under the lock `land`: two clocks could issue the same one."""

    newest: datetime | None

    @classmethod
    def of(cls, home: Home) -> LoadClock:
        return cls(newest_recorded(home))

    def next_stamp(self) -> str:
        """Return a timestamp for file names, later than every earlier one."""
        moment = read_clock()
        if self.newest and moment <= self.newest:
            moment = self.newest + STEP
        self.newest = moment
        return format_stamp(moment)


def describe_clock_fault(home: Home) -> str | None:
    """Describe in one line a clock that disagrees with the newest record, with advice; None if all is well."""
    newest, moment = newest_recorded(home), read_clock()
    if newest is None:
        return None
    reported = f"this machine's clock says {_format_moment(moment)}, the newest record is from {_format_moment(newest)}"
    if newest - moment > CLOCK_TOLERANCE:
        return (
            f"{reported}: the clock is {_format_length(newest - moment)} behind, or was ahead when that was recorded. "
            "Check the clock; until it has passed that moment, new loads are recorded as received just after it"
        )
    if moment - newest > LONGEST_PAUSE:
        return (
            f"{reported}: either nothing has been loaded for {_format_length(moment - newest)}, or the clock is ahead. "
            "Check the clock before you load anything: later loads cannot be recorded as received before it"
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
