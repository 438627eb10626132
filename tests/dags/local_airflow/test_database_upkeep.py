"""Airflow's database is cleaned once a day, and never of what keeps the watchers alive."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from dags.local_airflow import components, database_upkeep
from dags.local_airflow.database_upkeep import DatabaseUpkeep

Commands = list[tuple[str, ...]]


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The commands that were started; each ends at once, with the exit code that the environment names."""
    started: Commands = []

    def launch(command: tuple[str, ...], _: str, __: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        started.append(command)
        return subprocess.Popen([sys.executable, "-c", f"raise SystemExit({environment.get('CODE', 0)})"])

    monkeypatch.setattr(components, "launch", launch)
    return started


def _finish_upkeep(upkeep: DatabaseUpkeep) -> str:
    assert upkeep.process
    upkeep.process.wait()
    return upkeep.work()


def test_it_works_once_a_day(tmp_path: Path, commands: Commands) -> None:
    upkeep = DatabaseUpkeep(tmp_path, {}, keep_days=30)
    assert upkeep.work() == ""
    assert _finish_upkeep(upkeep) == ""
    upkeep.work()
    assert len(commands) == 1
    yesterday = time.time() - database_upkeep.EVERY_SECONDS - 1
    os.utime(tmp_path / database_upkeep.NOTE, (yesterday, yesterday))
    upkeep.work()
    assert len(commands) == 2
    assert _finish_upkeep(upkeep) == ""


def test_a_failure_is_reported_and_not_tried_again_at_once(tmp_path: Path, commands: Commands) -> None:
    upkeep = DatabaseUpkeep(tmp_path, {"CODE": "3"}, keep_days=30)
    upkeep.work()
    assert _finish_upkeep(upkeep) == "Airflow's database could not be cleaned (exit 3); tomorrow again"
    assert upkeep.work() == ""
    assert len(commands) == 1


def test_the_rows_of_the_watchers_are_left(tmp_path: Path, commands: Commands) -> None:
    upkeep = DatabaseUpkeep(tmp_path, {}, keep_days=30)
    upkeep.work()
    _finish_upkeep(upkeep)
    arguments: Any = commands[0]
    tables = arguments[arguments.index("--tables") + 1].split(",")
    assert {"dag_run", "task_instance", "log", "asset_event"} <= set(tables)
    assert not {"trigger", "dag", "dag_version"} & set(tables)


def test_it_is_ended_with_the_supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"])
    monkeypatch.setattr(components, "launch", lambda *_: sleeper)
    upkeep = DatabaseUpkeep(tmp_path, {}, keep_days=30)
    upkeep.work()
    upkeep.stop()
    assert sleeper.returncode is not None
