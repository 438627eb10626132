"""Restarts every ten minutes whatever is stranded on the way."""

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, DeltaTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.common import freshness, judging, steps
from dags.common.assets import ARCHIVED, DEFAULT_ARGS, HOME, LEDGER, WAITING, WAREHOUSE, Tag

DOC = """
Starts again what a lost event, or a machine that stopped between two steps, has left behind: usually nothing.

**Impact of failure:** none while the watchers work; a stranded file waits until the next sweep that succeeds.
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
        judging.report_claimed(steps.claim_inbox(HOME, print), outlet_events[ARCHIVED], outlet_events[WAITING])

    @task(outlets=[WAITING])
    def restart_judging(*, outlet_events: Any = None) -> None:
        if not (kinds := judging.list_stranded_kinds(HOME)):
            raise AirflowSkipException("no file is stranded in the archive")
        outlet_events[WAITING].add_partitions(kinds)

    @task(outlets=[LEDGER])
    def restart_build() -> None:
        if freshness.is_built(HOME):
            raise AirflowSkipException("the warehouse is current")

    @task(outlets=[WAREHOUSE])
    def restart_publishing() -> None:
        if freshness.is_published(HOME):
            raise AirflowSkipException("the edition is current")

    for restart in (restart_landing, restart_judging, restart_build, restart_publishing):
        restart()
