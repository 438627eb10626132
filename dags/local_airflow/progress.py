"""The progress of the sample files: what `make run` shows and waits for."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass

from checks.storage.home import Home
from dags.common import freshness
from dags.common.settings import Settings
from dags.local_airflow.components import ComponentError

REPORT_EVERY_SECONDS = 3.0


@dataclass(frozen=True)
class FileCount:
    """Counts of the home's files at each stage, taken in the order of the stages, so that none is missed."""

    waiting: int
    pending: int
    judged: int
    quarantined: int

    @property
    def total(self) -> int:
        return self.waiting + self.pending + self.judged

    @property
    def is_on_the_way(self) -> bool:
        return bool(self.waiting or self.pending)

    def sentence(self, *, is_built: bool) -> str:
        planted = " (some of the samples are broken on purpose)" if self.quarantined else ""
        sentence = f"{self.judged} of {self.total} files checked, {self.quarantined} quarantined{planted}"
        if self.is_on_the_way:
            return sentence
        return f"{sentence}, " + ("publishing" if is_built else "building")


def count_files(home: Home, judged_before: int) -> FileCount:
    from checks import admission
    from checks.storage import ledger

    waiting = len(home.waiting())
    pending = {landed.load_id for landed in admission.list_pending_files(home)}
    loads = [load for load in ledger.read_loads(home)[judged_before:] if load.load_id not in pending]
    return FileCount(waiting, len(pending), len(loads), sum(load.status == "quarantined" for load in loads))


def is_done(home: Home) -> bool:
    """Whether no file is on its way and the edition reflects all that arrived."""
    from checks import admission

    return (
        not (home.waiting() or admission.list_pending_files(home))
        and freshness.is_built(home)
        and freshness.is_published(home)
    )


def describe_next_steps(home: Home, judged_before: int) -> list[str]:
    """What to know and to do once the sample edition is published, one line each."""
    latest = home.site / "latest" / "index.html"
    lines = ["", f"The dashboards are ready: {latest}", f"Open them in a browser: {latest.as_uri()}", ""]
    if quarantined := count_files(home, judged_before).quarantined:
        are, they_are = ("is", "it is") if quarantined == 1 else ("are", "they are")
        lines.append(
            f"{quarantined} of the sample files {are} quarantined. That is no fault: {they_are} broken on purpose, to "
            "show what is refused and why."
        )
    status = f".venv/bin/holdgain --home {shlex.quote(str(home.root))} status"
    return [
        *lines,
        f"To see each reason:     {status}",
        "To use your own files:  HOLDGAIN_HOME=./var-own make up, then copy published extracts into ./var-own/inbox",
        "Keep them out of this home, whose figures are invented.",
    ]


def refuse_real_data(home: Home) -> None:
    """Refuse a home with real data: samples would spoil its figures for good, and every page would have to say so."""
    from checks.storage import ledger

    real = sum(load.status == "accepted" and not load.is_sample for load in ledger.read_loads(home))
    if real:
        raise ComponentError(
            f"{home.root} contains {real} real extracts, so no samples were added. "
            "Use another folder: HOLDGAIN_HOME=./var-sample make run"
        )


def follow_until_published(
    chosen: Settings,
    judged_before: int,
    is_written: Callable[[], bool],
    pause: Callable[[float], None],
    report: Callable[[str], None],
) -> None:
    """Wait until the edition is published, reporting progress. Raises ComponentError when nothing moves for too long.

    A slow machine that still checks files is not given up.
    """
    home, last_sentence, reported_at = chosen.home, "", 0.0
    started = moved_at = time.monotonic()
    while not (is_written() and is_done(home)):
        now = count_files(home, judged_before)
        line = now.sentence(is_built=freshness.is_built(home))
        if line != last_sentence and (time.monotonic() - reported_at > REPORT_EVERY_SECONDS or not now.is_on_the_way):
            report(line)
            last_sentence = line
            reported_at = moved_at = time.monotonic()
        if time.monotonic() - moved_at > chosen.run_timeout:
            raise ComponentError(
                f"no edition after {moved_at - started + chosen.run_timeout:.0f} s, and no progress in the last "
                f"{chosen.run_timeout} s ({last_sentence}). `make run` again continues with the files received so far; "
                f"HOLDGAIN_RUN_TIMEOUT=1800 waits longer; the tasks' logs are in {chosen.airflow_home / 'logs'}"
            )
        pause(1.0)
