"""The watchers' triggers. An event is a wake-up, never the truth: who is woken looks at the files again.

Airflow may merge or lose an event, so both triggers tell again for as long as what they saw is still there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from checks.storage.home import Home
from dags.common import freshness
from dags.common.freshness import FileMark


class InboxWatch:
    """Decides when to wake somebody: what it is shown are the files of one folder, look after look."""

    def __init__(self, remind_after: float) -> None:
        self.remind_after = remind_after
        self.previous: dict[str, FileMark] = {}
        self.told: dict[str, FileMark] = {}
        self.told_at = 0.0

    def fresh(self, seen: Mapping[str, FileMark], now: float) -> list[str]:
        """The names to tell: files that two looks found the same, when one is new or the last telling was long ago."""
        settled = {name: mark for name, mark in seen.items() if self.previous.get(name) == mark}
        self.previous = dict(seen)
        is_news = any(self.told.get(name) != mark for name, mark in settled.items())
        if is_news or (settled and now - self.told_at >= self.remind_after):
            self.told, self.told_at = settled, now
            return sorted(settled)
        # A file that left and comes back the same, time and all, is news again.
        self.told = {name: mark for name, mark in self.told.items() if name in seen}
        return []


LONGEST_PATIENCE_SECONDS = 600.0


class LedgerLull:
    """Lets a burst pass: tells of a new state of the ledger when no file is on its way, or after long enough.

    While a burst goes on, each build waits twice as long as the one before: the first figures are soon there, and the
    builds do not take the processors from the files that are still to be judged.
    """

    def __init__(self, quiet: float, at_most: float, remind_after: float) -> None:
        self.quiet, self.at_most, self.remind_after = quiet, at_most, remind_after
        self.patience = at_most
        self.seen = self.told = ""
        self.changed_at = self.waiting_since = self.told_at = 0.0

    def is_over(self, state: str, now: float, *, is_busy: bool) -> bool:
        """Whether to tell of this state; an empty state means that there is nothing to tell."""
        if not state:
            self.seen = self.told = ""
            return False
        if state != self.seen:
            self.waiting_since = now if self.seen == self.told else self.waiting_since
            self.seen, self.changed_at = state, now
        if state == self.told:
            is_due = now - self.told_at >= self.remind_after
        else:
            is_quiet = not is_busy and now - self.changed_at >= self.quiet
            is_due = is_quiet or now - self.waiting_since >= self.patience
            if is_due:
                self.patience = self.at_most if is_quiet else min(2 * self.patience, LONGEST_PATIENCE_SECONDS)
        if is_due:
            self.told, self.told_at = state, now
        return is_due


class InboxTrigger(BaseEventTrigger):
    """Fires when a file has settled in the inbox: two looks, one interval apart, find it the same."""

    def __init__(self, home: str, interval: float = 1.0, remind_after: float = 60.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.home, self.interval, self.remind_after = home, interval, remind_after

    def serialize(self) -> tuple[str, dict[str, Any]]:
        values = {"home": self.home, "interval": self.interval, "remind_after": self.remind_after}
        return "dags.common.triggers.InboxTrigger", values

    async def run(self) -> AsyncIterator[TriggerEvent]:
        watch, home = InboxWatch(self.remind_after), Home(Path(self.home))
        while True:
            names = watch.fresh(await asyncio.to_thread(_marks_of_waiting_files, home), time.monotonic())
            if names:
                # the names stay here: an event is kept in Airflow's database, and a name may be that of a patient
                yield TriggerEvent({"files": len(names)})  # type: ignore[no-untyped-call]
            await asyncio.sleep(self.interval)


class LedgerTrigger(BaseEventTrigger):
    """Fires when the ledger holds what the warehouse does not reflect, after a lull or at most so many seconds."""

    def __init__(self, home: str, quiet: float = 1.0, at_most: float = 60.0, remind_after: float = 600.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.home, self.quiet, self.at_most, self.remind_after = home, quiet, at_most, remind_after

    def serialize(self) -> tuple[str, dict[str, Any]]:
        values = {"home": self.home, "quiet": self.quiet, "at_most": self.at_most, "remind_after": self.remind_after}
        return "dags.common.triggers.LedgerTrigger", values

    async def run(self) -> AsyncIterator[TriggerEvent]:
        lull, home = LedgerLull(self.quiet, self.at_most, self.remind_after), Home(Path(self.home))
        while True:
            state, is_busy = await asyncio.to_thread(_unreflected_ledger_state, home)
            if lull.is_over(state, time.monotonic(), is_busy=is_busy):
                yield TriggerEvent({"ledger": state})  # type: ignore[no-untyped-call]
            await asyncio.sleep(1.0)


def _marks_of_waiting_files(home: Home) -> dict[str, FileMark]:
    """What waits in the inbox. A shared drive that is gone for a moment is an empty look, not the watcher's end."""
    try:
        return freshness.mark_files(home.waiting())
    except OSError:
        return {}


def _unreflected_ledger_state(home: Home) -> tuple[str, bool]:
    """The ledger's state when the warehouse does not reflect it, and whether more files are on their way."""
    from checks import admission

    try:
        if freshness.is_built(home):
            return "", False
        return freshness.ledger_state(home), bool(home.waiting() or admission.list_pending_files(home))
    except OSError:
        return "", False
