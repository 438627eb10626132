"""Supervises Airflow's processes: starts them, waits until they are healthy, restarts and ends them."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator

from dags.common import addresses
from dags.common.airflow_environment import airflow_environment
from dags.common.settings import Settings
from dags.local_airflow import component_logs, components, database_upkeep, masking, private_files
from dags.local_airflow.components import ComponentError, Processes
from dags.local_airflow.database_upkeep import DatabaseUpkeep
from dags.local_airflow.restarts import RestartPolicy

RESTART_WINDOW_SECONDS = 600.0
UPKEEP_EVERY_SECONDS = 60.0
WAIT_REPORT_SECONDS = 30.0
"""A start that takes minutes must not look like one that hangs."""
LOGS = (*components.COMPONENT_NAMES, "migration", database_upkeep.NAME)


class Stopping(Exception):  # noqa: N818 - nothing went wrong
    """The supervisor was asked to stop."""


def print_line(line: str) -> None:
    print(line, flush=True)


class Supervisor:
    """Starts, watches and ends the Airflow processes of one home."""

    def __init__(self, chosen: Settings, port: int) -> None:
        self.settings, self.port = chosen, port
        self.folder = chosen.airflow_home
        self.environment = airflow_environment(chosen, port)
        self.secrets = masking.list_secrets(self.environment)
        self.asked_to_stop = threading.Event()
        self.processes: Processes = {}
        self.is_healthy = False
        self.due: dict[str, float] = {}
        self.policy = RestartPolicy(chosen.restarts, RESTART_WINDOW_SECONDS)
        self.upkeep_at = 0.0
        self.upkeep = DatabaseUpkeep(self.folder, self.environment, chosen.keep_run_days)

    @property
    def page(self) -> str:
        return addresses.http_url(addresses.probe_host(self.settings.host), self.port)

    def listen(self) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_: self.asked_to_stop.set())

    def pause(self, seconds: float) -> None:
        """Wait while watching the components. Raises Stopping on request, or ComponentError if one fails too often."""
        deadline = time.monotonic() + seconds
        while True:
            if self.asked_to_stop.is_set():
                raise Stopping
            self.watch_components()
            if time.monotonic() >= deadline:
                return
            self.asked_to_stop.wait(min(0.25, seconds))

    def watch_components(self) -> None:
        """Restart components that stopped by themselves, after a delay, and rotate the logs."""
        now = time.monotonic()
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                del self.processes[name]
                # otherwise the component's children, such as running tasks, would carry on beside the next one
                components.end_sessions({process.pid})
                self._mask_logs()
                self._schedule_restart(name, process.returncode, now)
        for name in [name for name, moment in self.due.items() if moment <= now]:
            del self.due[name]
            self._start_component(name)
        if self.is_healthy and now - self.upkeep_at >= UPKEEP_EVERY_SECONDS:
            self.upkeep_at = now
            self._rotate_logs()
            if problem := self.upkeep.work():
                print_line(problem)

    def _schedule_restart(self, name: str, code: int, now: float) -> None:
        delay = self.policy.note_failure(name, now)
        stopped = f"Airflow's {name} stopped by itself (exit {code})"
        log = component_logs.log_path(self.folder, name)
        if delay is None:
            raise ComponentError(
                f"{stopped}, {self.settings.restarts} times within {RESTART_WINDOW_SECONDS / 60:.0f} minutes: "
                f"given up. Its log: {log}"
            )
        print_line(f"{stopped}; it starts again in {delay:.0f} s. Its log: {log}")
        self.due[name] = now + delay

    def _start_component(self, name: str) -> None:
        self.processes[name] = components.start_component(name, self.folder, self.environment)
        components.note_sessions(self.folder, self.processes)

    def _rotate_logs(self) -> None:
        self._mask_logs()
        for name in LOGS:
            path = component_logs.log_path(self.folder, name)
            component_logs.rotate_log(path, self.settings.log_megabytes * 2**20, self.settings.log_copies)

    def _mask_logs(self) -> None:
        for name in LOGS:
            masking.mask_file(component_logs.log_path(self.folder, name), self.secrets)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Run Airflow and wait until it is healthy; on leaving, whatever happened, no process of ours is left."""
        began = time.monotonic()
        try:
            self._start()
            self._wait_until_healthy()
            print_line(f"Airflow is ready after {time.monotonic() - began:.0f} s")
            self.is_healthy = True
            yield
        finally:
            self.upkeep.stop()
            if self.processes:
                print_line("stopping Airflow")
                components.stop_components(self.processes)
            components.forget_sessions(self.folder)
            self._mask_logs()

    def end_leftovers(self) -> None:
        left = components.end_leftovers(self.folder)
        if left:
            print_line(f"ended {left} processes that an earlier run had left behind")

    def _start(self) -> None:
        self.end_leftovers()
        private_files.close_folder(self.folder)
        if not addresses.is_loopback(self.settings.host):
            path = private_files.prepare_passwords(self.folder, self.environment)
            print_line(f"passwords of Airflow's page: {path}")
        if components.needs_migration(self.folder, self.environment):
            print_line("preparing Airflow's own database (the first time only)")
            self.processes = {"migration": components.start_migration(self.folder, self.environment)}
            self._finish("migration")
            components.note_migration(self.folder, self.environment)
        self._rotate_logs()
        print_line(f"starting Airflow: {', '.join(components.COMPONENT_NAMES)}")
        for name in components.COMPONENT_NAMES:
            self._start_component(name)

    def _finish(self, name: str) -> None:
        process = self.processes[name]
        while process.poll() is None:
            if self.asked_to_stop.wait(0.1):
                raise Stopping
        self.processes = {}
        if process.returncode:
            raise ComponentError(f"Airflow's {name} failed; its log: {component_logs.log_path(self.folder, name)}")

    def _wait_until_healthy(self) -> None:
        limit = self.settings.start_seconds
        began = reported_at = time.monotonic()
        reported = list(components.COMPONENT_NAMES)
        while missing := components.list_unhealthy_components(self.settings.host, self.port):
            now = time.monotonic()
            if missing != reported or now - reported_at >= WAIT_REPORT_SECONDS:
                print_line(f"waiting for {', '.join(missing)} ({now - began:.0f} s of at most {limit} s)")
                reported, reported_at = missing, now
            if now - began > limit:
                raise ComponentError(
                    f"{', '.join(missing)} did not become healthy within {limit} s "
                    f"(HOLDGAIN_START_SECONDS gives more time); the logs: {self.folder / 'logs'}"
                )
            self.pause(0.5)
