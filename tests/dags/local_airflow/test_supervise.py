"""Whatever a component started, and however it behaves, nothing of it is left."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from dags.common import settings
from dags.common.airflow_environment import airflow_environment
from dags.local_airflow import components, supervise

# A component with a grandchild that has left the process group, as Airflow's tasks do, and that is deaf to SIGTERM.
STUBBORN = """
import os, signal, subprocess, sys, time
deaf = "import os, signal, time; os.setpgid(0, 0); signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(99)"
child = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
{ending}
"""


def _start_component(ending: str) -> tuple[subprocess.Popen[bytes], int]:
    command = [sys.executable, "-c", STUBBORN.format(ending=ending)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    with process.stdout as reported:
        return process, int(reported.readline())


def _is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    "ending", ["time.sleep(99)", "signal.signal(15, signal.SIG_IGN); time.sleep(99)", "sys.exit()"]
)
def test_stop_ends_grandchildren_too(ending: str) -> None:
    process, grandchild = _start_component(ending)
    assert _is_running(grandchild)
    components.stop_components({"api-server": process}, patience=0.5)
    assert not _is_running(grandchild)
    assert process.returncode is not None


@pytest.mark.parametrize("name", ["airflow scheduler", "something else"])
def test_leftovers_of_a_killed_supervisor_are_ended_and_nothing_else(tmp_path: Path, name: str) -> None:
    process, grandchild = _start_component(f"'{name}'; time.sleep(99)")
    (tmp_path / "sessions.json").write_text(json.dumps({"scheduler": [process.pid, time.time()]}), encoding="utf-8")
    ended = components.end_leftovers(tmp_path)
    assert ended == (2 if "airflow" in name else 0)
    assert _is_running(grandchild) == (ended == 0)
    components.stop_components({"scheduler": process}, patience=0.5)
    assert not _is_running(grandchild)


def test_a_taken_port_is_reported_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as current:
        current.bind(("127.0.0.1", 0))
        current.listen()
        port = current.getsockname()[1]
        monkeypatch.setenv("HOLDGAIN_HOME", str(tmp_path))
        monkeypatch.setenv("HOLDGAIN_PORT", str(port))
        assert supervise.main(["up"]) == 1
    output = capsys.readouterr().err
    assert output.startswith(f"holdgain: port {port} is taken.")
    assert output.count("\n") == 1


def test_only_one_supervisor_holds_a_home(tmp_path: Path) -> None:
    with components.claim_supervision(tmp_path) as first, components.claim_supervision(tmp_path) as second:
        assert (first, second) == (True, False)


def test_the_page_asks_for_no_password_on_this_machine_only(tmp_path: Path) -> None:
    name = "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"
    for host, expected in (("127.0.0.1", "True"), ("0.0.0.0", "False")):
        chosen = settings.read_settings({"HOLDGAIN_HOME": str(tmp_path), "HOLDGAIN_HOST": host})
        assert airflow_environment(chosen, 8080)[name] == expected


@pytest.mark.parametrize("text", ["no", "0", "-1", "80.5"])
def test_a_setting_that_is_no_number_is_reported(text: str) -> None:
    with pytest.raises(settings.SettingsError, match="HOLDGAIN_PORT must be a whole number"):
        settings.read_settings({"HOLDGAIN_PORT": text})
