"""Each claimed file is judged: into the lake, or into quarantine with its reasons."""

from typing import Any

from airflow.sdk import DAG, PartitionedAssetTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from dags import steps
from dags.assets import ADMITTED, ARCHIVED, DEFAULT_ARGS, HOME, Tag
from dags.deadlines import OVERDUE

DOC = """
One run per partition, `kind|YYYY-MM`. Files of the kind that wait for an earlier month are judged first: each is held
against the month before. The task is *skipped* when the file was quarantined, held already or judged together with a
later month: that is an answer and not a failure, and the task's log names the row, the column and the rule of
load; names and values of files stay out of Airflow, and are in `holdgain status`.

**Impact of failure:** that month of that kind is not in the dashboards yet; all other files go on. The file is safe in
the archive, and `sweep` starts it again. To run one by hand: `docs/running.md`.
"""

with DAG(
    "ingest",
    schedule=PartitionedAssetTimetable(assets=ARCHIVED),
    default_args=DEFAULT_ARGS,
    deadline=OVERDUE,
    max_active_runs=16,
    tags=[Tag.EXTRACTS],
    doc_md=DOC,
):

    @task(outlets=[ADMITTED])
    def judge(*, dag_run: Any = None) -> None:
        verdicts = steps.judge(HOME, dag_run.partition_key, print)
        if not any(verdict.status == "accepted" for verdict in verdicts):
            raise AirflowSkipException("; ".join(f"load {v.load_id}: {v.status}" for v in verdicts) or "judged already")

    judge()
