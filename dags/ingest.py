"""Judges each kind's claimed files, which go to the lake or, with reasons, to quarantine."""

from typing import Any

from airflow.sdk import DAG, PartitionedAssetTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.common import judging
from dags.common.alerts import OVERDUE_ALERT
from dags.common.assets import ADMITTED, DEFAULT_ARGS, JUDGING_SLOTS, WAITING, Tag
from dags.common.task_helpers import log_progress, read_home

DOC = """
One run per kind judges all waiting files of that kind, oldest month first, for up to a minute; then another run
continues. Each accepted file is a partition `kind|YYYY-MM` of `admitted_extracts`. The task is *skipped* when no file
was accepted, or when another run is judging the kind. That is a result and not a failure: the log gives the row, the
column, the rule and the load. File names and values are left out; `holdgain status` has them. Some slots stay free, so
that the build need not wait for a burst of files.

**Impact of failure:** the dashboards lack the files of that kind; other kinds are not affected. The files are safe in
the archive, and `sweep` tries again. To run it by hand: `docs/running.md`.
"""

with DAG(
    "ingest",
    schedule=PartitionedAssetTimetable(assets=WAITING),
    default_args=DEFAULT_ARGS,
    deadline=OVERDUE_ALERT,
    max_active_runs=16,
    tags=[Tag.EXTRACTS],
    doc_md=DOC,
):

    @task(outlets=[ADMITTED], max_active_tis_per_dag=JUDGING_SLOTS)
    def judge(*, dag_run: Any = None, outlet_events: Any = None) -> None:
        kind = judging.kind_of_partition(dag_run.partition_key)
        verdicts = judging.judge_kind(read_home(), kind, log_progress)
        accepted = sorted({f"{v.kind}|{v.month}" for v in verdicts or () if v.status == "accepted"})
        if not accepted:
            raise AirflowSkipException("another run is judging this kind" if verdicts is None else "none was accepted")
        outlet_events[ADMITTED].add_partitions(accepted)

    @task(outlets=[WAITING], trigger_rule="all_done")
    def go_on(*, dag_run: Any = None) -> None:
        if not judging.needs_another_run(read_home(), judging.kind_of_partition(dag_run.partition_key)):
            raise AirflowSkipException("no file is waiting, or another run is judging this kind")

    judge() >> go_on()
