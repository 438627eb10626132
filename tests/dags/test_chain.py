"""The chain through the real components: a file is dropped, and the dashboards stand with no other act."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from checks import samples
from checks.storage import ledger
from checks.storage.home import Home
from dags.common import freshness
from dags.common.settings import PROJECT_FOLDER
from dags.local_airflow import components, progress

PATIENCE_SECONDS = 240


@pytest.fixture
def supervisor(home: Home) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "HOLDGAIN_HOME": str(home.root),
        "HOLDGAIN_PORT": str(components.free_ports(1)[0]),
        # every run takes longer: the alert is seen to come
        "HOLDGAIN_SHARED_SITE": "1",
        "HOLDGAIN_OVERDUE": "1",
        # an address that is not 127.0.0.1: the health page and the tasks' API are asked elsewhere
        "HOLDGAIN_HOST": "0.0.0.0",
    }
    with (home.root / "supervisor.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dags.local_airflow.supervise", "up"],
            env=environment,
            cwd=PROJECT_FOLDER,
            stdout=log,
            stderr=log,
        )
    yield process
    process.terminate()
    process.wait(60)


def _wait_until(home: Home, what: str, is_so: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > PATIENCE_SECONDS:
            pytest.fail(f"waited in vain for {what}; {_read_log(home)}")
        time.sleep(0.25)
    return time.monotonic() - began


def _read_log(home: Home) -> str:
    return (home.root / "supervisor.log").read_text(encoding="utf-8")


def _logs_of_airflow(home: Home) -> str:
    paths = (home.root / "airflow").rglob("*.log*")
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)


def _component_sessions(home: Home) -> dict[str, int]:
    noted = json.loads((home.root / "airflow" / components.SESSIONS).read_text(encoding="utf-8"))
    return {name: pid for name, (pid, _) in noted.items()}


def _read_loads(home: Home) -> list[tuple[str, str]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        return con.execute("select coalesce(file_name, 'withheld'), status from core.load order by 1").fetchall()


@pytest.mark.slow
def test_a_dropped_file_becomes_an_edition(home: Home, supervisor: subprocess.Popen[bytes], tmp_path: Path) -> None:
    written = {path.name: path for path in samples.write_samples(tmp_path / "samples", months=3, providers=8)}
    months = [path for name, path in written.items() if "CSV" in name or "Monthly-AE" in name]
    broken = written["AE-broken-html-page.csv"]
    first, last = [*months[:2], broken], months[2]

    _wait_until(home, "Airflow", lambda: "Airflow is ready" in _read_log(home))
    assert sorted(_component_sessions(home)) == sorted(components.COMPONENT_NAMES)

    for path in first:
        path.rename(home.inbox / path.name)
    _wait_until(
        home, "the edition", lambda: len(ledger.recorded_load_ids(home)) == len(first) and progress.is_done(home)
    )
    assert sorted(_read_loads(home)) == sorted(
        ("withheld", "quarantined") if path is broken else (path.name, "accepted") for path in first
    )
    assert (home.site / "latest" / "index.html").exists()

    killed = _component_sessions(home)["triggerer"]
    os.kill(killed, signal.SIGKILL)
    _wait_until(
        home, "the restart of the triggerer", lambda: _component_sessions(home).get("triggerer", killed) != killed
    )
    assert "Airflow's triggerer stopped by itself (exit -9); it starts again in 1 s" in _read_log(home)

    before = freshness.published_state(home)
    last.rename(home.inbox / last.name)
    _wait_until(home, "the next edition", lambda: freshness.published_state(home) != before and progress.is_done(home))
    assert (last.name, "accepted") in _read_loads(home)

    _wait_until(home, "the alert", lambda: "OVERDUE: the run " in _logs_of_airflow(home))

    sessions = set(_component_sessions(home).values())
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(60) == 0, _read_log(home)
    assert "no process is left running" in _read_log(home)
    assert list(components.iterate_session_processes(sessions)) == []

    open_to_others = [path for path in (home.root / "airflow").rglob("*") if path.lstat().st_mode & 0o077]
    assert [path for path in open_to_others if not path.is_symlink()] == []
    assert (home.site / "latest" / "index.html").stat().st_mode & 0o044, "an edition is for readers"
