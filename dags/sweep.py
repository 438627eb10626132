"""Every ten minutes: whatever was stranded anywhere on the way is set going again."""

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, DeltaTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from dags import freshness, judging, steps
from dags.assets import ARCHIVED, DEFAULT_ARGS, HOME, LEDGER, WAITING, WAREHOUSE, Tag

DOC = """
The safety net below the watchers: lists the inbox, the archive, the ledger and the site, and tells of what was left
behind by a lost event or by a machine that stopped between two steps. Finding nothing is the normal result.

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
    def restart_stranded(*, outlet_events: Any = None) -> None:
        partitions = sorted({*steps.claim(HOME, print), *judging.list_stranded(HOME)})
        if not partitions:
            raise AirflowSkipException("no file is stranded")
        outlet_events[ARCHIVED].add_partitions(partitions)
        outlet_events[WAITING].add_partitions(judging.kinds_of_partitions(partitions))

    @task(outlets=[LEDGER])
    def restart_build() -> None:
        if freshness.is_built(HOME):
            raise AirflowSkipException("the warehouse is current")

    @task(outlets=[WAREHOUSE])
    def restart_publishing() -> None:
        if freshness.is_published(HOME):
            raise AirflowSkipException("the edition is current")

    restart_stranded()
    restart_build()
    restart_publishing()
