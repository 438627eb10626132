"""`make up` and `make run`: Airflow on this machine until Ctrl-C, or until the sample edition stands."""

from __future__ import annotations

import argparse
import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

from checks.file_modes import note_shared
from checks.home_version import HomeFormatError
from dags import components, settings
from dags.components import ComponentError, Processes
from dags.settings import Settings

HEALTHY_WITHIN_SECONDS = 180


class Stopping(Exception):  # noqa: N818 - nothing went wrong
    """Somebody asked us to stop."""


def say(line: str) -> None:
    print(line, flush=True)


class Supervisor:
    """Holds the home's lock and, unless another supervisor holds it, Airflow's processes."""

    def __init__(self, chosen: Settings, port: int) -> None:
        self.settings, self.port = chosen, port
        self.folder = chosen.airflow_home
        self.asked_to_stop = threading.Event()
        self.processes: Processes = {}

    def listen(self) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_: self.asked_to_stop.set())

    def pause(self, seconds: float) -> None:
        """Wait, watching: raises when somebody asks us to stop or when a component has died."""
        deadline = time.monotonic() + seconds
        while True:
            if self.asked_to_stop.is_set():
                raise Stopping
            for name, process in self.processes.items():
                if process.poll() is not None:
                    log = components.log_path(self.folder, name)
                    raise ComponentError(
                        f"Airflow's {name} stopped by itself (exit {process.returncode}); its log: {log}"
                    )
            if time.monotonic() >= deadline:
                return
            self.asked_to_stop.wait(min(0.25, seconds))

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Airflow, healthy; whatever happens inside, no process of ours is left afterwards."""
        began = time.monotonic()
        try:
            self._start()
            self._wait_until_healthy()
            say(f"Airflow is ready after {time.monotonic() - began:.0f} s")
            yield
        finally:
            if self.processes:
                say("stopping Airflow")
                components.stop(self.processes)
                (self.folder / "sessions.json").unlink(missing_ok=True)

    def end_leftovers(self) -> None:
        left = components.end_leftovers(self.folder)
        if left:
            say(f"ended {left} processes that an earlier run had left behind")

    def _start(self) -> None:
        self.end_leftovers()
        environment = settings.airflow_environment(self.settings, self.port)
        if components.needs_migration(self.folder, environment):
            say("preparing Airflow's own database (the first time only)")
            self.processes = {"migration": components.start_migration(self.folder, environment)}
            self._finish("migration")
            components.note_migration(self.folder, environment)
        say(f"starting Airflow: {', '.join(components.NAMES)}")
        self.processes = components.start(self.folder, environment)

    def _finish(self, name: str) -> None:
        process = self.processes[name]
        while process.poll() is None:
            if self.asked_to_stop.wait(0.1):
                raise Stopping
        self.processes = {}
        if process.returncode:
            raise ComponentError(f"Airflow's {name} failed; its log: {components.log_path(self.folder, name)}")

    def _wait_until_healthy(self) -> None:
        deadline, told = time.monotonic() + HEALTHY_WITHIN_SECONDS, list(components.NAMES)
        while missing := components.unhealthy(self.port):
            if missing != told:
                say(f"waiting for {', '.join(missing)}")
                told = missing
            if time.monotonic() > deadline:
                raise ComponentError(f"{', '.join(missing)} did not become healthy; the logs: {self.folder / 'logs'}")
            self.pause(0.5)


def up(chosen: Settings) -> int:
    """Airflow with its web page, watching the inbox until somebody stops it."""
    supervisor = Supervisor(chosen, chosen.port)
    supervisor.listen()
    with components.claimed(supervisor.folder) as is_ours:
        if not is_ours:
            raise ComponentError(f"Holdgain already runs on {chosen.home.root}: put files into {chosen.home.inbox}")
        supervisor.end_leftovers()
        if components.is_taken(chosen.host, chosen.port):
            told = f"port {chosen.port} is taken. Stop what uses it, or choose another one:"
            raise ComponentError(f"{told} HOLDGAIN_PORT=8081 make up")
        with contextlib.suppress(Stopping), supervisor.running():
            say(f"Airflow's page:    http://{chosen.host}:{chosen.port}")
            say(f"put extracts into: {chosen.home.inbox}")
            say(f"the dashboards:    {chosen.home.site / 'latest' / 'index.html'}")
            say("Ctrl-C stops everything")
            while True:
                supervisor.pause(3600)
    say("stopped; no process is left running")
    return 0


def run(chosen: Settings) -> int:
    """Airflow, sample extracts dropped into the inbox, until the edition stands that reflects them."""
    from checks import ledger
    from dags import progress

    judged_before = len(ledger.known_ids(chosen.home))
    supervisor = Supervisor(chosen, components.free_ports(1)[0])
    supervisor.listen()
    progress.refuse_real_data(chosen.home)
    with components.claimed(supervisor.folder) as is_ours, _samples(chosen) as is_written:
        try:
            with supervisor.running() if is_ours else contextlib.nullcontext():
                progress.follow(chosen, judged_before, is_written, supervisor.pause, say)
        except Stopping:
            say("stopped before the edition stood; what had arrived is kept, `make run` goes on from there")
            return 130
    latest = chosen.home.site / "latest" / "index.html"
    say(f"\nThe dashboards stand: {latest}\nOpen them in a browser: {latest.as_uri()}")
    return 0


@contextlib.contextmanager
def _samples(chosen: Settings) -> Iterator[Callable[[], bool]]:
    """Write the sample extracts beside Airflow's start; yields whether they are all written."""
    command = [sys.executable, "-m", "dags.cli", "sample", "--home", str(chosen.home.root)]
    process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own command

    def is_written() -> bool:
        if process.poll():
            raise ComponentError("the sample extracts could not be written: see the line above")
        return process.returncode == 0

    try:
        yield is_written
    finally:
        process.kill()
        process.wait()


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m dags.supervise", description=__doc__)
    parser.add_argument("what", choices=("up", "run"))
    asked = parser.parse_args(argv)
    try:
        chosen = settings.read()
        note_shared(chosen.home.root, chosen.sharing)
        chosen.home.prepare()
        return up(chosen) if asked.what == "up" else run(chosen)
    except (ComponentError, settings.SettingsError, HomeFormatError) as problem:
        print(f"holdgain: {problem}", file=sys.stderr)
    except OSError as problem:
        print(f"holdgain: {problem.strerror}: {problem.filename}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
