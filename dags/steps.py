"""The verbs as the DAGs and the command line both use them: claim, judge, build, publish.

The engines are imported inside the functions, so that Airflow reads a DAG file in milliseconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checks.home import Home
from dags import freshness, settings

if TYPE_CHECKING:
    from checks.gate import Verdict

STRANDED_SECONDS = 300
Progress = Callable[[str], None]


def claim(home: Home, progress: Progress) -> list[str]:
    """Move what has settled in the inbox into the archive; the partitions that now wait for their verdict."""
    from checks import gate

    claimed = gate.land(home)
    for verdict in claimed:
        if isinstance(verdict, gate.Verdict):
            tell(verdict, progress)
    return sorted({item.partition for item in claimed if isinstance(item, gate.Landed)})


def unjudged(home: Home, older_than: float = 0.0) -> list[str]:
    """Partitions with a file that was claimed at least so many seconds ago and still has no verdict."""
    from checks import gate

    # The rename into the archive sets the time of the last status change: that is when the file was claimed.
    latest = time.time() - older_than
    return sorted({item.partition for item in gate.pending(home) if item.path.stat().st_ctime <= latest})


def judge(home: Home, partition: str, progress: Progress) -> list[Verdict]:
    """Judge every file of one partition that has no verdict yet."""
    from checks import gate

    verdicts = [gate.admit_landed(home, item) for item in gate.pending(home) if item.partition == partition]
    for verdict in verdicts:
        tell(verdict, progress)
    return verdicts


def tell(verdict: Verdict, progress: Progress) -> None:
    """One line for the verdict, and for a file that was not taken its reasons. The log keeps no name of a patient."""
    from checks.contract import Severity
    from checks.telling import grouped, line
    from checks.verdict import UNNAMED

    if verdict.status == "accepted":
        progress(line(verdict))
        return
    progress(f"{UNNAMED if verdict.is_refused else verdict.file_name}: {verdict.outcome}")
    for severity in Severity:
        for reason in grouped([each for each in verdict.reasons if each.severity == severity.value]):
            progress(f"  {severity.value}: {reason}")


def build(home: Home, progress: Progress, as_known_at: datetime | None = None) -> Path:
    from transforms.warehouse import build as build_warehouse

    state = freshness.ledger_state(home)
    path = build_warehouse(home, as_known_at=as_known_at, progress=progress)
    freshness.note_built(home, state if as_known_at is None else f"{freshness.AS_KNOWN_AT}{as_known_at.isoformat()}")
    return path


def publish(home: Home, progress: Progress, edition: str | None = None, theme: str = "nhs") -> Path:
    from reports.publish import publish as publish_edition

    state = freshness.built_state(home)
    rule = settings.read_disclosure_rule()
    path = publish_edition(home, edition=edition, progress=progress, theme=theme, rule=rule)
    if edition is None and not freshness.of_the_past(state):
        freshness.note_published(home, state)
    return path
