"""Judges each kind's claimed files, which go to the lake or, with reasons, to quarantine."""

from typing import Any

from airflow.sdk import DAG, PartitionedAssetTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.common import judging
from dags.common.alerts import OVERDUE_ALERT
from dags.common.assets import ADMITTED, DEFAULT_ARGS, HOME, JUDGING_SLOTS, WAITING, Tag

DOC = """
One run per kind takes everything of that kind that waits, in the order of the months, for a minute at most; then
another run goes on. Each accepted file is a partition `kind|YYYY-MM` of `admitted_extracts`. The task is *skipped* when
no file was accepted, or when another run is judging the kind: that is an answer and not a failure, and the task's log
names the row, the column, the rule and the load; names and values of files stay out of Airflow, and are in `holdgain
status`. Slots are kept free for the build, so that it need not wait for a burst.

**Impact of failure:** the files of that kind are not in the dashboards yet; all other kinds go on. The files are safe
in the archive, and `sweep` starts again. To run it by hand: `docs/running.md`.
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
        verdicts = judging.judge_kind(HOME, judging.kind_of_partition(dag_run.partition_key), print)
        accepted = sorted({f"{v.kind}|{v.month}" for v in verdicts or () if v.status == "accepted"})
        if not accepted:
            raise AirflowSkipException("another run is judging this kind" if verdicts is None else "none was accepted")
        outlet_events[ADMITTED].add_partitions(accepted)

    @task(outlets=[WAITING], trigger_rule="all_done")
    def go_on(*, dag_run: Any = None) -> None:
        if not judging.needs_another_run(HOME, judging.kind_of_partition(dag_run.partition_key)):
            raise AirflowSkipException("no file waits, or another run is judging this kind")

    judge() >> go_on()
