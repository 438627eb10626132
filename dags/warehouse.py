"""Builds the warehouse whenever it does not reflect the ledger."""

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.common import freshness, steps
from dags.common.alerts import OVERDUE_ALERT
from dags.common.assets import ADMITTED, DEFAULT_ARGS, HOME, LEDGER, WAREHOUSE, Tag

DOC = """
Woken by the ledger's watcher after a lull, so that a burst of files costs one or two builds and not one each. Also
after a quarantine, which the data-quality page has to show.

**Impact of failure:** the warehouse and the dashboards stay as they were, whole and readable, without the newest
files. The watcher and `sweep` try again every ten minutes.
"""

with DAG(
    "warehouse",
    schedule=[LEDGER],
    default_args=DEFAULT_ARGS,
    deadline=OVERDUE_ALERT,
    max_active_runs=1,
    tags=[Tag.WAREHOUSE],
    doc_md=DOC,
):

    @task(inlets=[ADMITTED], outlets=[WAREHOUSE], priority_weight=10)
    def build() -> None:
        if freshness.is_built(HOME):
            raise AirflowSkipException("the warehouse reflects the newest entry of the ledger")
        from transforms.build import NothingToBuild

        try:
            steps.without_file_names(lambda: steps.build_warehouse(HOME, print))
        except NothingToBuild as nothing_yet:
            raise AirflowSkipException(str(nothing_yet)) from nothing_yet

    build()
