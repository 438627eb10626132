"""Airflow's four components: started in sessions of their own, watched, and stopped without a process left behind.

`airflow standalone` is not used: it leaves its children running when it is asked to stop politely.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import psutil

# The log servers are not needed on one machine, and would listen on every address of it.
COMMANDS = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}
NAMES = tuple(COMMANDS)
PATIENCE_SECONDS = 15.0
AIRFLOW = (sys.executable, "-m", "airflow")
Process = subprocess.Popen[bytes]
Processes = dict[str, Process]


class ComponentError(RuntimeError):
    """Airflow does not run as it should; the message says what to do."""


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on; held together while choosing, so that they differ."""
    with contextlib.ExitStack() as held:
        found = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in found:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in found]


def is_taken(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[bool]:
    """Whether this home's Airflow is ours to start; the kernel frees the claim when we end, however we end."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "supervisor.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def needs_migration(folder: Path, environment: Mapping[str, str]) -> bool:
    """Whether Airflow's own database has to be made, or brought to the version that is installed."""
    with contextlib.suppress(FileNotFoundError):
        return (folder / "migrated").read_text(encoding="utf-8") != _wanted(environment)
    return True


def start_migration(folder: Path, environment: Mapping[str, str]) -> Process:
    """The first call of Airflow also writes its keys, so the components may only start when it is over."""
    return _launch((*AIRFLOW, "db", "migrate"), "migration", folder, environment)


def note_migration(folder: Path, environment: Mapping[str, str]) -> None:
    (folder / "migrated").write_text(_wanted(environment), encoding="utf-8")


def _wanted(environment: Mapping[str, str]) -> str:
    return f"{version('apache-airflow-core')} {environment.get('AIRFLOW__DATABASE__SQL_ALCHEMY_CONN', 'sqlite')}"


def start(folder: Path, environment: Mapping[str, str]) -> Processes:
    processes = {name: _launch((*AIRFLOW, *command), name, folder, environment) for name, command in COMMANDS.items()}
    noted = {name: [process.pid, time.time()] for name, process in processes.items()}
    (folder / "sessions.json").write_text(json.dumps(noted), encoding="utf-8")
    return processes


def log_path(folder: Path, name: str) -> Path:
    return folder / "logs" / f"{name}.log"


def _launch(command: Sequence[str], name: str, folder: Path, environment: Mapping[str, str]) -> Process:
    path = log_path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(environment), start_new_session=True
        )


def unhealthy(port: int) -> list[str]:
    """What the health page does not yet call healthy, by its names; everything while there is no page."""
    url = f"http://127.0.0.1:{port}/api/v2/monitor/health"
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            told = json.load(answer)
    except (OSError, ValueError, urllib.error.URLError):
        return list(NAMES)
    return sorted(name for name, state in told.items() if (state or {}).get("status") != "healthy")


def members(sessions: Collection[int]) -> Iterator[psutil.Process]:
    """Every process of these sessions. Airflow's tasks leave their process group, but nothing leaves its session."""
    for pid in psutil.pids():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getsid(pid) in sessions:
                process = psutil.Process(pid)
                if process.status() != psutil.STATUS_ZOMBIE:
                    yield process


def stop(processes: Processes, patience: float = PATIENCE_SECONDS) -> None:
    """Stop politely, the API server last since running tasks report to it, and then whatever is still there."""
    others = [process for name, process in processes.items() if name != "api-server"]
    for group in (others, [process for process in processes.values() if process not in others]):
        for process in group:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        _, alive = psutil.wait_procs(_known(group), timeout=patience)
        for survivor in alive:
            survivor.kill()
    end_sessions({process.pid for process in processes.values()})
    for component in processes.values():
        component.wait()


def _known(group: Collection[Process]) -> list[psutil.Process]:
    found = []
    for process in group:
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(psutil.Process(process.pid))
    return found


def end_sessions(sessions: Collection[int], patience: float = 3.0) -> int:
    """End every process of these sessions; how many there were."""
    found = list(members(sessions))
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for process in members(sessions):
            with contextlib.suppress(psutil.Error):
                process.send_signal(sign)
        deadline = time.monotonic() + patience
        while any(True for _ in members(sessions)) and time.monotonic() < deadline:
            time.sleep(0.1)
    return len(found)


def end_leftovers(folder: Path) -> int:
    """End what a supervisor that was itself killed has left running here; how many processes there were."""
    note = folder / "sessions.json"
    try:
        noted = json.loads(note.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return 0
    note.unlink()
    # Numbers are used again after a restart of the machine, so only what calls itself Airflow is touched.
    sessions = {pid for pid, started in noted.values() if started > psutil.boot_time()}
    sessions = {os.getsid(process.pid) for process in members(sessions) if "airflow" in " ".join(process.cmdline())}
    return end_sessions(sessions)
