"""Restarts every ten minutes whatever is unfinished."""

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, DeltaTriggerTimetable, task

from dags.common import freshness, judging, steps
from dags.common.assets import ARCHIVED, DEFAULT_ARGS, LEDGER, WAITING, WAREHOUSE, Tag
from dags.common.task_helpers import log_progress, read_home, skip_if

DOC = """
Restarts whatever is unfinished because an event was lost or the machine stopped between two steps: usually nothing.

**Impact of failure:** none while the watchers work; an unfinished file waits until the next sweep that succeeds.
"""

with DAG(
    "sweep",
    schedule=DeltaTriggerTimetable(timedelta(minutes=10)),
    catchup=False,
    default_args=DEFAULT_ARGS,
    max_active_runs=1,
    tags=[Tag.UPKEEP],
    doc_md=DOC,
):

    @task(outlets=[ARCHIVED, WAITING])
    def restart_landing(*, outlet_events: Any = None) -> None:
        partitions = steps.claim_inbox(read_home(), log_progress)
        judging.report_claimed(partitions, outlet_events[ARCHIVED], outlet_events[WAITING])

    @task(outlets=[WAITING])
    def restart_judging(*, outlet_events: Any = None) -> None:
        kinds = judging.list_stranded_kinds(read_home())
        skip_if(not kinds, "no file is waiting in the archive without a run")
        outlet_events[WAITING].add_partitions(kinds)

    @task(outlets=[LEDGER])
    def restart_build() -> None:
        skip_if(freshness.is_built(read_home()), "the warehouse is current")

    @task(outlets=[WAREHOUSE])
    def restart_publishing() -> None:
        skip_if(freshness.is_published(read_home()), "the edition is current")

    _ = restart_landing(), restart_judging(), restart_build(), restart_publishing()
