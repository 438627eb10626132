"""Judges the waiting files of one kind, in one process at a time and for a limited time.

A burst of hundreds of files becomes a handful of tasks: every task waiting in the executor's queue has a token that
expires, and delays the build.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from checks.storage.home import Home
from checks.storage.kernel_locks import claim_lock
from dags.common import steps
from dags.common.steps import Progress

if TYPE_CHECKING:
    from checks.admission import AdmissionOutcome, ArchivedFile

JUDGING_SECONDS = 60.0
"""After this time a run ends and another continues, so that a register does not wait for years of another kind's
history. It costs the start of two tasks, 2 to 4 s. One file always fits: the largest takes about 20 s."""


def kind_of_partition(partition: str) -> str:
    """The kind of a partition: what is before the bar of `<kind>|2026-01`, or the whole of `<kind>`."""
    return partition.partition("|")[0]


def kinds_of_partitions(partitions: Sequence[str]) -> list[str]:
    return sorted({kind_of_partition(partition) for partition in partitions})


def judge_kind(
    home: Home, kind: str, progress: Progress, seconds: float = JUDGING_SECONDS
) -> list[AdmissionOutcome] | None:
    """Judge the waiting files of a kind in order of month; None when another process is judging the kind.

    Files that arrive in the meantime are judged too. Files left when the time is up wait for the next run.
    """
    from checks import admission

    with _claim_kind(home, kind) as is_ours:
        if not is_ours:
            return None
        verdicts: list[AdmissionOutcome] = []
        attempted: set[str] = set()
        deadline = time.monotonic() + seconds
        while waiting := [landed for landed in list_waiting(home, kind) if landed.load_id not in attempted]:
            attempted.add(waiting[0].load_id)
            verdicts.append(steps.without_file_names(partial(admission.admit_landed, home, waiting[0])))
            steps.report_outcome(verdicts[-1], progress)
            if time.monotonic() >= deadline:
                break
        return verdicts


def list_waiting(home: Home, kind: str) -> list[ArchivedFile]:
    """List the archived files of the kind without a verdict, in the order of judging."""
    from checks import admission

    waiting = (landed for landed in admission.list_pending_files(home) if landed.kind == kind)
    return sorted(waiting, key=lambda landed: (landed.month, landed.load_id))


def needs_another_run(home: Home, kind: str) -> bool:
    """Whether files of the kind wait and no process is judging them."""
    if not list_waiting(home, kind):
        return False
    with _claim_kind(home, kind) as is_ours:
        return is_ours


def report_claimed(partitions: Sequence[str], archived: Any, waiting: Any) -> None:
    """Report the claimed partitions and the waiting kinds to Airflow; skip the task when there are none."""
    from airflow.sdk.exceptions import AirflowSkipException

    if not partitions:
        raise AirflowSkipException("no file in the inbox is complete yet")
    archived.add_partitions(list(partitions))
    waiting.add_partitions(kinds_of_partitions(partitions))


def list_stranded_kinds(home: Home) -> list[str]:
    """List kinds whose files have waited for minutes while no process is judging them."""
    kinds = kinds_of_partitions(steps.list_unjudged_partitions(home, steps.STRANDED_SECONDS))
    return [kind for kind in kinds if needs_another_run(home, kind)]


@contextlib.contextmanager
def _claim_kind(home: Home, kind: str) -> Iterator[bool]:
    """Claim the kind; yields whether we have it. The kernel releases the lock however the process ends."""
    home.work.mkdir(parents=True, exist_ok=True)
    with (home.work / f"judging-{kind}.lock").open("w") as handle:
        yield claim_lock(handle.fileno())
