"""The alert for a run that has not succeeded in time. Airflow's triggerer calls it; it only writes a log line."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from dags.common import settings

# read when Airflow reads a DAG file, which declares its deadline
OVERDUE_SECONDS = settings.read_settings().overdue
"""Longer than a task's three retries and its time limit: after that only a person can help."""

log = logging.getLogger(__name__)


async def tell_overdue(context: Any = None, **_: Any) -> None:
    """Log one line with the run and its state, or nothing if it has succeeded in the meantime.

    Airflow drops the deadline of a run that succeeds but keeps that of one that fails, so it calls us both for a run
    that is still going and for one that failed long ago.
    """
    line = describe_missed_deadline(context.get("dag_run") if isinstance(context, dict) else None)
    if line:
        log.warning(line)


def describe_missed_deadline(run: Any) -> str:
    """The log line for a run in the form of Airflow's API; empty when there is nothing to report."""
    run = run if isinstance(run, dict) else {}
    state = run.get("state")
    if state == "success":
        return ""
    named = f"the run {run.get('dag_id')} {run.get('dag_run_id') or run.get('run_id')}"
    if state == "failed":
        ended = f" at {str(run['end_date'])[:16]}" if run.get("end_date") else ""
        return f"FAILED: {named} failed{ended}; its task's log says why, docs/running.md says what to do"
    limit = f"{OVERDUE_SECONDS // 60} minutes" if OVERDUE_SECONDS >= 60 else f"{OVERDUE_SECONDS} s"
    return f"OVERDUE: {named} has not finished {limit} after it was queued; docs/running.md says what to do"


OVERDUE_ALERT = DeadlineAlert(
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=timedelta(seconds=OVERDUE_SECONDS),
    callback=AsyncCallback("dags.common.alerts.tell_overdue"),
)
