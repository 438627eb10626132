"""Removes from the home, every night, what is no longer needed."""

from airflow.sdk import DAG, CronTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.common import steps
from dags.common.assets import DEFAULT_ARGS, Tag
from dags.common.settings import read_settings
from dags.common.task_helpers import log_progress

DOC = """
Does what `holdgain prune` does: removes old editions, caches of old definitions and old task logs. Settings say how
long each is kept (`docs/running.md`). Quarantined files of an unknown layout are reduced to their reasons when their
time is over. The archive, the ledger, the lake and the newest edition are never touched. Airflow's own database is
cleaned by the supervisor, because Airflow does not give its tasks access to it.

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

        settings = read_settings()
        pruned = prune_home(settings.home, settings.retention)
        for line in pruned.sentences():
            log_progress(line)
        if not pruned.removed:
            raise AirflowSkipException("there is nothing to remove")

    @task
    def reduce_quarantine() -> None:
        settings = read_settings()
        if not steps.reduce_expired(settings.home, settings.keep_unknown_days, log_progress):
            raise AirflowSkipException("no quarantined file is due for removal")

    prune()
    reduce_quarantine()
