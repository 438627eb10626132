"""Airflow's four components: started in their own sessions, watched, and stopped without leaving a process behind.

`airflow standalone` is not used, because it leaves its children running after SIGTERM.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import psutil

from checks.storage.kernel_locks import claim_lock
from dags.common import addresses
from dags.local_airflow import component_logs, private_files

# The log servers are not needed on one machine, and would listen on all its addresses.
AIRFLOW_COMMANDS = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}
COMPONENT_NAMES = tuple(AIRFLOW_COMMANDS)
SESSIONS = "sessions.json"
PATIENCE_SECONDS = 15.0  # chosen so that Ctrl-C ends soon even if a component hangs
AIRFLOW_PROGRAM = (sys.executable, "-m", "airflow")
Process = subprocess.Popen[bytes]
Processes = dict[str, Process]


class ComponentError(RuntimeError):
    """Airflow is not running properly; the message says what to do."""


def free_ports(count: int) -> list[int]:
    """Free ports of this machine; all are held open while choosing, so that they differ."""
    with contextlib.ExitStack() as open_sockets:
        probes = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextlib.contextmanager
def claim_supervision(folder: Path) -> Iterator[bool]:
    """Claim this home's Airflow; yields whether we have it. The kernel releases the lock however the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "supervisor.lock").open("w") as handle:
        yield claim_lock(handle.fileno())


def needs_migration(folder: Path, environment: Mapping[str, str]) -> bool:
    """Whether Airflow's own database must be created or migrated to the installed version."""
    return not private_files.is_migrated(folder, _database_digest(environment))


def start_migration(folder: Path, environment: Mapping[str, str]) -> Process:
    """Start the migration. The first run of Airflow also writes its keys, so components start only after it."""
    return launch((*AIRFLOW_PROGRAM, "db", "migrate"), "migration", folder, environment)


def note_migration(folder: Path, environment: Mapping[str, str]) -> None:
    private_files.note_migrated(folder, _database_digest(environment))


def _database_digest(environment: Mapping[str, str]) -> str:
    return private_files.describe_database(version("apache-airflow-core"), environment)


def start_component(name: str, folder: Path, environment: Mapping[str, str]) -> Process:
    return launch((*AIRFLOW_PROGRAM, *AIRFLOW_COMMANDS[name]), name, folder, environment)


def note_sessions(folder: Path, processes: Processes) -> None:
    """Record the running sessions, so that the next supervisor can end them if this one is killed."""
    noted = {name: [process.pid, time.time()] for name, process in processes.items()}
    private_files.write_private(folder / SESSIONS, json.dumps(noted).encode())


def forget_sessions(folder: Path) -> None:
    (folder / SESSIONS).unlink(missing_ok=True)


def launch(command: Sequence[str], name: str, folder: Path, environment: Mapping[str, str]) -> Process:
    with component_logs.open_log(component_logs.log_path(folder, name)) as log:
        return subprocess.Popen(  # noqa: S603 - our own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=dict(environment),
            start_new_session=True,
            umask=private_files.UMASK,
        )


def list_unhealthy_components(host: str, port: int) -> list[str]:
    """List the components that the health page does not report as healthy; all of them while there is no page."""
    url = f"{addresses.http_url(addresses.probe_host(host), port)}/api/v2/monitor/health"
    try:
        # no proxy, because the page is on this machine
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=3) as answer:
            states = json.load(answer)
    except (OSError, ValueError):
        return list(COMPONENT_NAMES)
    return sorted(name for name, state in states.items() if (state or {}).get("status") != "healthy")


def iterate_session_processes(sessions: Collection[int]) -> Iterator[psutil.Process]:
    """Yield every process of these sessions. Airflow's tasks leave their process group, but never their session."""
    for pid in psutil.pids():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getsid(pid) in sessions:
                process = psutil.Process(pid)
                if process.status() != psutil.STATUS_ZOMBIE:
                    yield process


def stop_components(processes: Processes, patience: float = PATIENCE_SECONDS) -> None:
    """Stop components politely, the API server last since running tasks report to it; then end what is left."""
    others = [process for name, process in processes.items() if name != "api-server"]
    for group in (others, [process for process in processes.values() if process not in others]):
        for process in group:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        _, alive = psutil.wait_procs(_as_psutil_processes(group), timeout=patience)
        for survivor in alive:
            survivor.kill()
    end_sessions({process.pid for process in processes.values()})
    for component in processes.values():
        component.wait()


def _as_psutil_processes(group: Collection[Process]) -> list[psutil.Process]:
    running = []
    for process in group:
        with contextlib.suppress(psutil.NoSuchProcess):
            running.append(psutil.Process(process.pid))
    return running


def end_sessions(sessions: Collection[int], patience: float = 3.0) -> int:
    """End every process of these sessions; return how many there were."""
    processes = list(iterate_session_processes(sessions))
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for process in iterate_session_processes(sessions):
            with contextlib.suppress(psutil.Error):
                process.send_signal(sign)
        deadline = time.monotonic() + patience
        while any(True for _ in iterate_session_processes(sessions)) and time.monotonic() < deadline:
            time.sleep(0.1)
    return len(processes)


def end_leftovers(folder: Path) -> int:
    """End what a killed supervisor left running for this home; return the number of processes."""
    note = folder / SESSIONS
    try:
        noted = json.loads(note.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return 0
    note.unlink()
    # Process ids are reused after a reboot, so only processes that are Airflow are touched.
    sessions = {pid for pid, started in noted.values() if started > psutil.boot_time()}
    sessions = {
        os.getsid(process.pid)
        for process in iterate_session_processes(sessions)
        if "airflow" in " ".join(process.cmdline())
    }
    return end_sessions(sessions)
