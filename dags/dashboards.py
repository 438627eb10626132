"""Publishes an edition of the dashboards from every new warehouse, or the edition that is asked for."""

from functools import partial
from typing import Any

from airflow.sdk import DAG, Param, task

from dags.common import freshness, steps, task_helpers
from dags.common.alerts import OVERDUE_ALERT
from dags.common.assets import DASHBOARDS, DEFAULT_ARGS, WAREHOUSE, Tag
from dags.common.settings import read_settings
from reports import themes

DOC = """
Writes the edition of the newest month beside the old one and then switches `latest` to it. Trigger it with `edition`
to publish an earlier month again, or with `theme` for other colours.

**Impact of failure:** readers keep the previous edition, complete. `sweep` tries again every ten minutes.
"""
PARAMS = {
    "edition": Param(None, **task_helpers.EDITION_SCHEMA),
    "theme": Param(themes.DEFAULT, **task_helpers.THEME_SCHEMA),
}

with DAG(
    "dashboards",
    schedule=[WAREHOUSE],
    params=PARAMS,
    default_args=DEFAULT_ARGS,
    deadline=OVERDUE_ALERT,
    max_active_runs=1,
    tags=[Tag.DASHBOARDS],
    doc_md=DOC,
):

    @task(outlets=[DASHBOARDS], priority_weight=10)
    def publish(*, params: Any = None) -> None:
        settings, edition, theme = read_settings(), params["edition"], params["theme"]
        is_requested = bool(edition) or theme != themes.DEFAULT
        is_current = not is_requested and freshness.is_published(settings.home)
        task_helpers.skip_if(is_current, "the edition reflects the warehouse")
        steps.note_sharing(settings)
        render = partial(steps.publish_edition, settings.home, task_helpers.log_progress, edition or None, theme)
        task_helpers.run_or_skip(render, is_requested=is_requested)

    publish()
