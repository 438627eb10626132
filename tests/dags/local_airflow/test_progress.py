"""What `make run` says on its way and at its end."""

from __future__ import annotations

import itertools

import pytest

from checks.storage.home import Home
from dags.cli import main
from dags.common.settings import Settings
from dags.local_airflow import components, progress
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


STARTED = 1_000.0


class Clock:
    """Time passes only while somebody pauses, a minute each time."""

    def __init__(self) -> None:
        self.now = STARTED

    def monotonic(self) -> float:
        return self.now

    def pause(self, _: float) -> None:
        self.now += 60.0


def _follow(home: Home, monkeypatch: pytest.MonkeyPatch, judged: list[int]) -> list[str]:
    """Follow a run in which so many files are judged minute by minute, and then no more; done after 40 minutes."""
    clock, minutes, lines = Clock(), itertools.count(), list[str]()
    monkeypatch.setattr(progress, "time", clock)
    monkeypatch.setattr(progress, "is_done", lambda _: clock.now >= STARTED + 40 * 60)
    monkeypatch.setattr(
        progress, "count_files", lambda *_: FileCount(1, 0, judged[min(next(minutes), len(judged) - 1)], 0)
    )
    settings = Settings(home=home, run_timeout=900)
    progress.follow_until_published(settings, 0, lambda: True, clock.pause, lines.append)
    return lines


def test_a_slow_run_is_not_given_up_while_files_are_checked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(_follow(home, monkeypatch, list(range(40)))) == 40


@pytest.mark.parametrize(("judged", "seconds"), [([0], 960), ([0, 1, 2, 3], 1140), ([0] * 10 + [1], 1560)])
def test_a_run_that_does_not_move_is_given_up(
    home: Home, monkeypatch: pytest.MonkeyPatch, judged: list[int], seconds: int
) -> None:
    with pytest.raises(components.ComponentError, match=r"^no edition after [0-9]+ s, and no progress in the last 900"):
        _follow(home, monkeypatch, judged)
    assert progress.time.monotonic() == STARTED + seconds  # type: ignore[attr-defined]
