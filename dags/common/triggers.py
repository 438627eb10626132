"""The watchers' triggers. An event only wakes a DAG, which then looks at the files again.

Airflow may merge or lose an event, so both triggers repeat it for as long as its cause remains.
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
    """Decides when to send an event, from successive listings of one folder."""

    def __init__(self, remind_after: float) -> None:
        self.remind_after = remind_after
        self.previous: dict[str, FileMark] = {}
        self.reported: dict[str, FileMark] = {}
        self.reported_at = 0.0

    def fresh(self, seen: Mapping[str, FileMark], now: float) -> list[str]:
        """The names to report: files unchanged between two looks, if any is new or the last report was long ago."""
        settled = {name: mark for name, mark in seen.items() if self.previous.get(name) == mark}
        self.previous = dict(seen)
        is_news = any(self.reported.get(name) != mark for name, mark in settled.items())
        if is_news or (settled and now - self.reported_at >= self.remind_after):
            self.reported, self.reported_at = settled, now
            return sorted(settled)
        # A file that was removed and comes back unchanged, even its time, is reported again.
        self.reported = {name: mark for name, mark in self.reported.items() if name in seen}
        return []


LONGEST_PATIENCE_SECONDS = 600.0  # as the sweep, which starts a build every ten minutes anyway


class LedgerLull:
    """Waits for a burst to pass: reports a new ledger state when no file is on its way, or after long enough.

    During a burst each build waits twice as long as the one before, so that the first figures appear soon and builds
    do not take processor time from the files still to be judged.
    """

    def __init__(self, quiet: float, at_most: float, remind_after: float) -> None:
        self.quiet, self.at_most, self.remind_after = quiet, at_most, remind_after
        self.patience = at_most
        self.seen = self.reported = ""
        self.changed_at = self.waiting_since = self.reported_at = 0.0

    def is_over(self, state: str, now: float, *, is_busy: bool) -> bool:
        """Whether to report this state; an empty state means that there is nothing to report."""
        if not state:
            self.seen = self.reported = ""
            return False
        if state != self.seen:
            self.waiting_since = now if self.seen == self.reported else self.waiting_since
            self.seen, self.changed_at = state, now
        if state == self.reported:
            is_due = now - self.reported_at >= self.remind_after
        else:
            is_quiet = not is_busy and now - self.changed_at >= self.quiet
            is_due = is_quiet or now - self.waiting_since >= self.patience
            if is_due:
                self.patience = self.at_most if is_quiet else min(2 * self.patience, LONGEST_PATIENCE_SECONDS)
        if is_due:
            self.reported, self.reported_at = state, now
        return is_due


class InboxTrigger(BaseEventTrigger):
    """Fires when a file has settled in the inbox: unchanged between two looks, one interval apart."""

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
                # without names: Airflow stores events in its database, and a file name may identify a patient
                yield TriggerEvent({"files": len(names)})  # type: ignore[no-untyped-call]
            await asyncio.sleep(self.interval)


class LedgerTrigger(BaseEventTrigger):
    """Fires when the warehouse does not reflect the ledger, after a lull or `at_most` seconds."""

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
    """Marks of the files waiting in the inbox; none while a shared drive is briefly unavailable."""
    try:
        return freshness.mark_files(home.waiting())
    except OSError:
        return {}


def _unreflected_ledger_state(home: Home) -> tuple[str, bool]:
    """The ledger state if the warehouse does not reflect it, and whether more files are on their way."""
    from checks import admission

    try:
        if freshness.is_built(home):
            return "", False
        return freshness.ledger_state(home), bool(home.waiting() or admission.list_pending_files(home))
    except OSError:
        return "", False
