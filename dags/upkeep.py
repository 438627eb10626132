"""Removes every night what is no longer needed from the home."""

from airflow.sdk import DAG, CronTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.common import steps
from dags.common.assets import DEFAULT_ARGS, HOME, SETTINGS, Tag

DOC = """
Does what `holdgain prune` does: removes old editions, caches of old definitions and old logs of tasks. What is kept for
how long are settings: `docs/running.md`. Quarantined files that no contract has read are reduced to their reasons once
their days are over. The archive, the ledger, the lake and the newest edition are never touched. Airflow's own database
is cleaned by the supervisor, because Airflow keeps its tasks away from it.

**Impact of failure:** the disk fills slowly; nothing else suffers. The next night's run makes up for it.
"""

with DAG(
    "upkeep",
    schedule=CronTriggerTimetable("30 2 * * *", timezone="UTC"),
    catchup=False,
    default_args=DEFAULT_ARGS,
    max_active_runs=1,
    tags=[Tag.UPKEEP],
    doc_md=DOC,
):

    @task
    def prune() -> None:
        from dags.common.prune import prune_home

        pruned = prune_home(HOME, SETTINGS.retention)
        for line in pruned.sentences():
            print(line)
        if not pruned.removed:
            raise AirflowSkipException("there is nothing to remove")

    @task
    def reduce_quarantine() -> None:
        if not steps.reduce_expired(HOME, SETTINGS.keep_unknown_days, print):
            raise AirflowSkipException("no quarantined file is due")

    prune()
    reduce_quarantine()
