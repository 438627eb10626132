"""What `make run` says on its way and at its end."""

from __future__ import annotations

from checks.storage.home import Home
from dags.cli import main
from dags.local_airflow import progress
from dags.local_airflow.progress import FileCount


def test_a_quarantined_sample_is_said_to_be_broken_on_purpose() -> None:
    assert FileCount(1, 2, 3, 0).sentence(is_built=False) == "3 of 6 files checked, 0 quarantined"
    assert (
        FileCount(0, 0, 6, 2).sentence(is_built=False)
        == "6 of 6 files checked, 2 quarantined (some of the samples are broken on purpose), building"
    )


def test_the_end_names_the_dashboards_the_planted_files_and_what_to_do_next(home: Home) -> None:
    (home.inbox / "broken.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert main.main(["admit", "--home", str(home.root)]) == 3
    text = "\n".join(progress.describe_next_steps(home, judged_before=0))
    assert f"The dashboards are ready: {home.site / 'latest' / 'index.html'}" in text
    assert "1 of the sample files is quarantined. That is no fault" in text
    assert f"holdgain --home {home.root} status" in text
    assert "HOLDGAIN_HOME=./var-own make up" in text
    assert "quarantined" not in "\n".join(progress.describe_next_steps(home, judged_before=1))
