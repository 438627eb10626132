"""Every ten minutes: whatever was stranded anywhere on the way is set going again."""

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, DeltaTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from dags import freshness, steps
from dags.assets import ARCHIVED, DEFAULT_ARGS, HOME, LEDGER, SETTINGS, WAREHOUSE, Tag

DOC = """The safety net below the watchers: sets going again what was left behind anywhere; finding nothing is normal.
Files in quarantine that no contract has read are reduced to their reasons once their days are over.

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

    @task(outlets=[ARCHIVED])
    def restart_stranded(*, outlet_events: Any = None) -> None:
        partitions = sorted({*steps.claim(HOME, print), *steps.unjudged(HOME, steps.STRANDED_SECONDS)})
        if not partitions:
            raise AirflowSkipException("no file is stranded")
        outlet_events[ARCHIVED].add_partitions(partitions)

    @task(outlets=[LEDGER])
    def restart_build() -> None:
        if freshness.is_built(HOME):
            raise AirflowSkipException("the warehouse is current")

    @task(outlets=[WAREHOUSE])
    def restart_publishing() -> None:
        if freshness.is_published(HOME):
            raise AirflowSkipException("the edition is current")

    @task
    def reduce_quarantine() -> None:
        steps.reduce_expired(HOME, SETTINGS.keep_unknown_days, print)

    _ = restart_stranded(), restart_build(), restart_publishing(), reduce_quarantine()
