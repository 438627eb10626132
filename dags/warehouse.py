"""Builds the warehouse whenever it does not reflect the ledger, or as it was known at an earlier moment."""

from functools import partial
from typing import Any

from airflow.sdk import DAG, Param, task

from dags.common import freshness, steps, task_helpers
from dags.common.alerts import OVERDUE_ALERT
from dags.common.assets import ADMITTED, DEFAULT_ARGS, LEDGER, WAREHOUSE, Tag

DOC = """
Runs when the ledger has changed, once no more files arrive for a moment, so that a burst of files costs one or two
builds. It also runs after a quarantine, because the data-quality page shows it.

Trigger it with `as_known_at` to see what was known at an earlier moment: that moment's edition is published under a
name of its own, and the next run, a few seconds later, builds the current warehouse again.

**Impact of failure:** the warehouse and the dashboards stay as they were, complete and readable, without the newest
files. The watcher and `sweep` try again every ten minutes.
"""

with DAG(
    "warehouse",
    schedule=[LEDGER],
    params={"as_known_at": Param(None, **task_helpers.AS_KNOWN_AT_SCHEMA)},
    default_args=DEFAULT_ARGS,
    deadline=OVERDUE_ALERT,
    max_active_runs=1,
    tags=[Tag.WAREHOUSE],
    doc_md=DOC,
):

    @task(inlets=[ADMITTED], outlets=[WAREHOUSE], priority_weight=10)
    def build(*, params: Any = None) -> None:
        home, moment = task_helpers.read_home(), task_helpers.read_moment(params["as_known_at"])
        is_current = moment is None and freshness.is_built(home)
        task_helpers.skip_if(is_current, "the warehouse reflects the newest entry of the ledger")
        build_at = partial(steps.build_warehouse, home, task_helpers.log_progress, moment)
        task_helpers.run_or_skip(build_at, is_requested=moment is not None)

    @task
    def publish_past(*, params: Any = None) -> None:
        task_helpers.skip_if(not params["as_known_at"], "the DAG `dashboards` publishes the current warehouse")
        publish = partial(steps.publish_edition, task_helpers.read_home(), task_helpers.log_progress)
        task_helpers.run_or_skip(publish, is_requested=True)

    build() >> publish_past()
