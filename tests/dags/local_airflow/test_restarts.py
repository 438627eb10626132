"""A component that stops is started again, ever more slowly, and given up when it keeps stopping."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dags.common import settings
from dags.local_airflow import component_logs, components, supervise, supervisor
from dags.local_airflow.restarts import RestartPolicy
from dags.local_airflow.supervisor import Stopping, Supervisor

LIVES = "import os, time; print('alive', os.getpid(), flush=True); time.sleep(99)"
DIES = "import sys; print('secret cause', flush=True); sys.exit(7)"


def test_each_failure_waits_twice_as_long_and_the_last_gives_up() -> None:
    policy = RestartPolicy(most_failures=5, window_seconds=600)
    assert [policy.note_failure("scheduler", now) for now in (0, 10, 20, 30, 40)] == [1, 2, 4, 8, None]


def test_failures_that_lie_far_apart_are_forgotten() -> None:
    policy = RestartPolicy(most_failures=3, window_seconds=600)
    assert [policy.note_failure("scheduler", now) for now in (0, 500, 1000, 1500)] == [1, 2, 2, 2]


def test_components_are_counted_apart_and_no_delay_is_longer_than_a_minute() -> None:
    policy = RestartPolicy(most_failures=20, window_seconds=600)
    assert policy.note_failure("scheduler", 0) == policy.note_failure("triggerer", 0) == 1
    assert max(policy.note_failure("scheduler", now) or 0 for now in range(1, 15)) == 60


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Supervisor:
    """A supervisor of two small processes in place of Airflow's four."""
    commands = {"scheduler": LIVES, "triggerer": LIVES}

    def start(name: str, folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        return components.launch((sys.executable, "-c", commands[name]), name, folder, environment)

    monkeypatch.setattr(components, "start_component", start)
    monkeypatch.setattr(components, "COMPONENT_NAMES", tuple(commands))
    monkeypatch.setattr(components, "needs_migration", lambda *_: False)
    monkeypatch.setattr(components, "list_unhealthy_components", lambda *_: [])
    monkeypatch.setattr("dags.local_airflow.restarts.FIRST_DELAY_SECONDS", 0.1)
    watched = Supervisor(settings.read_settings({"HOLDGAIN_HOME": str(tmp_path), "HOLDGAIN_RESTARTS": "3"}), 8080)
    watched.upkeep_at = time.monotonic()
    watched.commands = commands  # type: ignore[attr-defined]
    return watched


def _wait_until(is_so: object, watched: Supervisor) -> None:
    deadline = time.monotonic() + 20
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < deadline
        watched.pause(0.05)


def test_one_component_that_is_killed_is_started_again_and_the_other_goes_on(watched: Supervisor) -> None:
    with watched.running():
        killed, other = watched.processes["scheduler"].pid, watched.processes["triggerer"].pid
        os.kill(killed, signal.SIGKILL)
        _wait_until(
            lambda: watched.processes.get("scheduler") and watched.processes["scheduler"].pid != killed, watched
        )
        assert watched.processes["triggerer"].pid == other
        noted = (watched.folder / components.SESSIONS).read_text(encoding="utf-8")
        assert str(watched.processes["scheduler"].pid) in noted
    assert list(components.iterate_session_processes({other})) == []


def test_a_component_that_keeps_dying_ends_everything_with_exit_code_1(
    watched: Supervisor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    watched.commands["scheduler"] = DIES  # type: ignore[attr-defined]
    monkeypatch.setattr(supervise, "Supervisor", lambda *_: watched)
    monkeypatch.setattr(watched, "listen", lambda: None)
    monkeypatch.setenv("HOLDGAIN_HOME", str(watched.settings.home.root))
    monkeypatch.setattr("dags.common.addresses.describe_port_problem", lambda *_: "")
    assert supervise.main(["up"]) == 1
    answer = capsys.readouterr()
    assert answer.out.count("starts again in") == 2
    assert "3 times within 10 minutes: given up" in answer.err
    log = component_logs.log_path(watched.folder, "scheduler").read_text(encoding="utf-8")
    assert log.count("secret cause") == 3, "the log of each crash is kept"


def test_somebody_may_stop_it_while_a_component_waits_for_its_restart(watched: Supervisor) -> None:
    watched.due["scheduler"] = time.monotonic() + 60
    threading.Timer(0.2, watched.asked_to_stop.set).start()
    with pytest.raises(Stopping):
        watched.pause(30)


def test_a_start_that_takes_longer_than_its_setting_is_given_up(
    watched: Supervisor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(components, "list_unhealthy_components", lambda *_: ["scheduler"])
    watched.settings = settings.read_settings(
        {"HOLDGAIN_HOME": str(watched.settings.home.root), "HOLDGAIN_START_SECONDS": "1"}
    )
    monkeypatch.setattr(supervisor, "WAIT_REPORT_SECONDS", 0.4)
    began = time.monotonic()
    with pytest.raises(components.ComponentError, match=r"within 1 s \(HOLDGAIN_START_SECONDS gives more time\)"):
        watched._wait_until_healthy()
    assert 1 <= time.monotonic() - began < 20
    assert capsys.readouterr().out.count("waiting for scheduler (") >= 2
