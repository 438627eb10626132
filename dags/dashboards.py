"""Publishes an edition of the dashboards from every new warehouse."""

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.common import freshness, steps
from dags.common.alerts import OVERDUE_ALERT
from dags.common.assets import DASHBOARDS, DEFAULT_ARGS, HOME, SETTINGS, WAREHOUSE, Tag

DOC = """
Renders the newest month's edition beside the old one and then switches `latest`.

**Impact of failure:** readers keep the edition before this one, whole. `sweep` tries again every ten minutes.
"""

with DAG(
    "dashboards",
    schedule=[WAREHOUSE],
    default_args=DEFAULT_ARGS,
    deadline=OVERDUE_ALERT,
    max_active_runs=1,
    tags=[Tag.DASHBOARDS],
    doc_md=DOC,
):

    @task(outlets=[DASHBOARDS], priority_weight=10)
    def publish() -> None:
        if freshness.is_published(HOME):
            raise AirflowSkipException("the edition reflects the warehouse")
        from checks.storage.file_modes import note_shared
        from reports.publish import PublishError

        note_shared(HOME.root, SETTINGS.sharing)
        try:
            steps.publish_edition(HOME, print)
        except PublishError as nothing_yet:
            raise AirflowSkipException(str(nothing_yet)) from nothing_yet

    publish()
