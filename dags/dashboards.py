"""Every new warehouse becomes an edition of the dashboards."""

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

from dags import freshness, steps
from dags.assets import DASHBOARDS, DEFAULT_ARGS, HOME, SETTINGS, WAREHOUSE, Tag
from dags.deadlines import OVERDUE

DOC = """
Renders the newest month's edition beside the old one and then switches `latest`.

**Impact of failure:** readers keep the edition before this one, whole. `sweep` tries again every ten minutes.
"""

with DAG(
    "dashboards",
    schedule=[WAREHOUSE],
    default_args=DEFAULT_ARGS,
    deadline=OVERDUE,
    max_active_runs=1,
    tags=[Tag.DASHBOARDS],
    doc_md=DOC,
):

    @task(outlets=[DASHBOARDS], priority_weight=10)
    def publish() -> None:
        if freshness.is_published(HOME):
            raise AirflowSkipException("the edition reflects the warehouse")
        from checks.file_modes import note_shared
        from reports.publish import PublishError

        note_shared(HOME.root, SETTINGS.sharing)
        try:
            steps.publish(HOME, print)
        except PublishError as nothing_yet:
            raise AirflowSkipException(str(nothing_yet)) from nothing_yet

    publish()
