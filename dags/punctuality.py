"""Reports every morning which published months are late or missing."""

from airflow.sdk import DAG, CronTriggerTimetable, task
from airflow.sdk.exceptions import AirflowFailException

from dags.common.assets import DEFAULT_ARGS, Tag
from dags.common.task_helpers import log_progress, read_home

DOC = """
Compares what has been accepted with the calendar of publications (`checks/reference/calendar.csv`). The run *fails*
when a month is late or missing, and its log names the kind, the month and the day: the failed run is the alert, and
there is nothing to repair in Airflow.

**Impact of failure:** the dashboards lack the months that it names. Put their files into the inbox; the next morning's
run succeeds.
"""

with DAG(
    "punctuality",
    schedule=CronTriggerTimetable("0 7 * * *", timezone="UTC"),
    catchup=False,
    default_args=DEFAULT_ARGS,
    max_active_runs=1,
    tags=[Tag.UPKEEP],
    doc_md=DOC,
):

    @task
    def tell_what_is_late() -> None:
        from dags.cli.status import collect_status
        from dags.cli.status_text import late_sentences

        late = late_sentences(collect_status(read_home()))
        for line in late:
            log_progress(line)
        if late:
            raise AirflowFailException("; ".join(late))

    tell_what_is_late()
