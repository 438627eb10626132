"""Moves settled files from the inbox to the archive, one partition per kind and month."""

from typing import Any

from airflow.sdk import DAG, task

from dags.common import judging, steps
from dags.common.alerts import OVERDUE_ALERT
from dags.common.assets import ARCHIVED, DEFAULT_ARGS, INBOX, WAITING, Tag
from dags.common.task_helpers import log_progress, read_home

DOC = """
Watches the inbox and moves files into the archive once they are complete. Each kind and month becomes a partition of
`archived_extracts`, and each kind a partition of `waiting_kinds`, which starts `ingest`. A file of unknown kind goes
straight to quarantine, with the reason.

**Impact of failure:** new files stay in the inbox, unchanged. Nothing is lost; `sweep` tries again every ten minutes.
"""

with DAG(
    "land",
    schedule=[INBOX],
    default_args=DEFAULT_ARGS,
    deadline=OVERDUE_ALERT,
    max_active_runs=1,
    tags=[Tag.EXTRACTS],
    doc_md=DOC,
):

    @task(outlets=[ARCHIVED, WAITING])
    def claim(*, outlet_events: Any = None, ti: Any = None) -> None:
        home = read_home()
        partitions = steps.claim_inbox(home, log_progress)
        if ti.try_number > 1:  # the previous try may have claimed files without reporting them
            partitions = sorted({*partitions, *steps.list_unjudged_partitions(home)})
        judging.report_claimed(partitions, outlet_events[ARCHIVED], outlet_events[WAITING])

    claim()
