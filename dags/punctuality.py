"""Reports every morning which published months are late or missing."""

from airflow.sdk import DAG, CronTriggerTimetable, task
from airflow.sdk.exceptions import AirflowFailException

from dags.common.assets import DEFAULT_ARGS, HOME, Tag

DOC = """
Holds what has been accepted against the calendar of publications (`checks/reference/calendar.csv`). The run is *red*
when a month is late or missing, and its log names kind, month and day: the red run is the alert. It has nothing to mend
by itself.

**Impact of failure:** the dashboards stand without the months that it names. Drop their files into the inbox; the next
morning's run is green.
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

        told = late_sentences(collect_status(HOME))
        for line in told:
            print(line)
        if told:
            raise AirflowFailException("; ".join(told))

    tell_what_is_late()
