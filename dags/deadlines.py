"""What is said when a run has not finished in time. Airflow's triggerer calls it; it changes nothing."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from dags import settings

SECONDS = settings.read().overdue
"""Beyond the three retries of a task and its own time limit nobody is still waiting for the run, but for a person."""

log = logging.getLogger(__name__)


async def tell_overdue(context: Any = None, **_: Any) -> None:
    """Log one plain line that names the run."""
    run = (context or {}).get("dag_run") if isinstance(context, dict) else None
    told = f"{run.get('dag_id')} {run.get('dag_run_id') or run.get('run_id')}" if isinstance(run, dict) else str(run)
    log.warning(
        "OVERDUE: the run %s has not finished %s after it was queued; docs/running.md says what to do",
        told,
        f"{SECONDS // 60} minutes" if SECONDS >= 60 else f"{SECONDS} s",
    )


OVERDUE = DeadlineAlert(
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=timedelta(seconds=SECONDS),
    callback=AsyncCallback("dags.deadlines.tell_overdue"),
)
