"""`make up` and `make run`: Airflow on this machine until Ctrl-C, or until the sample edition is published."""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator

from checks.storage.file_modes import note_shared
from checks.storage.home_version import HomeFormatError
from dags.common import addresses, settings
from dags.common.settings import Settings
from dags.local_airflow import components
from dags.local_airflow.components import ComponentError
from dags.local_airflow.supervisor import Stopping, Supervisor, print_line


def run_until_stopped(chosen: Settings) -> int:
    """Run Airflow with its web page, watching the inbox, until stopped."""
    supervisor = Supervisor(chosen, chosen.port)
    supervisor.listen()
    with components.claim_supervision(supervisor.folder) as is_ours:
        if not is_ours:
            raise ComponentError(f"Holdgain already runs on {chosen.home.root}: put files into {chosen.home.inbox}")
        supervisor.end_leftovers()
        if problem := addresses.describe_port_problem(chosen.host, chosen.port):
            raise ComponentError(problem)
        with contextlib.suppress(Stopping), supervisor.running():
            print_line(f"Airflow's page:    {supervisor.page}")
            print_line(f"put extracts into: {chosen.home.inbox}")
            print_line(f"the dashboards:    {chosen.home.site / 'latest' / 'index.html'}")
            print_line("Ctrl-C stops everything")
            while True:
                supervisor.pause(3600)
    print_line("stopped; no process is left running")
    return 0


def run_samples(chosen: Settings) -> int:
    """Run Airflow with sample extracts in the inbox until an edition with them is published."""
    from checks.storage import ledger
    from dags.local_airflow import progress

    judged_before = len(ledger.recorded_load_ids(chosen.home))
    supervisor = Supervisor(chosen, components.free_ports(1)[0])
    supervisor.listen()
    progress.refuse_real_data(chosen.home)
    with components.claim_supervision(supervisor.folder) as is_ours, _write_samples_beside(chosen) as is_written:
        try:
            with supervisor.running() if is_ours else contextlib.nullcontext():
                progress.follow_until_published(chosen, judged_before, is_written, supervisor.pause, print_line)
        except Stopping:
            print_line("stopped before the edition was published; `make run` continues with the files received so far")
            return 130
    for line in progress.describe_next_steps(chosen.home, judged_before):
        print_line(line)
    return 0


@contextlib.contextmanager
def _write_samples_beside(chosen: Settings) -> Iterator[Callable[[], bool]]:
    """Write the sample extracts while Airflow starts; yields a function that says whether all are written."""
    command = [sys.executable, "-m", "dags.cli.main", "sample", "--home", str(chosen.home.root)]
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
    parser = argparse.ArgumentParser(prog="python -m dags.local_airflow.supervise", description=__doc__)
    parser.add_argument("what", choices=("up", "run"))
    asked = parser.parse_args(argv)
    try:
        chosen = settings.read_settings()
        note_shared(chosen.home.root, chosen.sharing)
        chosen.home.prepare()
        return run_until_stopped(chosen) if asked.what == "up" else run_samples(chosen)
    except (ComponentError, settings.SettingsError, HomeFormatError) as problem:
        print(f"holdgain: {problem}", file=sys.stderr)
    except OSError as problem:
        print(f"holdgain: {problem.strerror}: {problem.filename}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
