"""Runs scenarios in processes that have the layer of `shim.c` underneath: one server imports, then forks for each run.

Started as a program, this module is the server: requests and answers are lines of JSON.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.crash import shim
from tests.crash.harness import PRELOADED
from tests.crash.scenarios import VERBS
from tests.crash.shim import Fault

TOLERATED = (0, 3)
"""The exit codes of commands after which the next one is given: done, and something was quarantined."""


@dataclass(frozen=True)
class Request:
    """One run over a home. `is_repair` marks the run after a fault, which does only what is left to do."""

    home: str
    decisions_before: tuple[tuple[str, ...], ...] = ()
    decisions_after: tuple[tuple[str, ...], ...] = ()
    verbs: tuple[str, ...] = VERBS
    is_repair: bool = False
    fault: int = Fault.NONE
    at: int = 0
    journal: str = ""
    mutant: str = ""
    kill_after: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """How the run ended: its exit code (negative: the signal), the calls it made, what it said, how long it took."""

    code: int
    calls: int
    output: str
    seconds: float


class Runner:
    """The server, as those see it who want something run."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "LD_PRELOAD": str(shim.build_shim(folder)), "HOLDGAIN_RUNNER": str(folder)}
        command = [sys.executable, "-W", "ignore", "-m", __name__]
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def run(self, request: Request) -> Outcome:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asdict(request)) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the server of the crash tests has ended"
        return Outcome(**json.loads(answer))

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Runner]:
    runner = Runner(folder)
    try:
        yield runner
    finally:
        runner.close()


def _serve_requests() -> None:
    for name in PRELOADED:
        importlib.import_module(name)
    for name in ("dags.cli.main", "dags.cli.commands", "dags.common.steps", "checks.admission", "tests.crash.mutants"):
        importlib.import_module(name)
    folder = Path(os.environ["HOLDGAIN_RUNNER"])
    _warm_up(folder / "warming-up")
    for line in sys.stdin:
        print(json.dumps(asdict(_fork_child(folder, Request(**json.loads(line))))), flush=True)


def _warm_up(folder: Path) -> None:
    """One run in the server itself: what is imported and compiled at first use is then there in every fork."""
    from checks.storage.home import Home
    from tests.crash import scenarios

    scenarios.drop_few(Home(folder))
    with (folder / "said").open("w") as text, contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        _carry_out(Request(str(folder)))
    shutil.rmtree(folder)


def _fork_child(folder: Path, request: Request) -> Outcome:
    text, calls = folder / "said", folder / "calls"
    calls.write_text("0")
    began = time.monotonic()
    child = os.fork()
    if not child:
        _in_child(request, text, calls)
    status = _wait_for_child(child, request.kill_after)
    seconds = time.monotonic() - began
    return Outcome(os.waitstatus_to_exitcode(status), int(calls.read_text()), text.read_text(), seconds)


def _wait_for_child(child: int, kill_after: float) -> int:
    ends = time.monotonic() + kill_after
    while kill_after and time.monotonic() < ends:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.005)
    if kill_after:
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _in_child(request: Request, path: Path, calls: Path) -> None:
    """The run itself, in the forked process; it never returns."""
    code = 70
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        if request.mutant:
            importlib.import_module("tests.crash.mutants").apply(request.mutant)
        shim.start(Path(request.home), Fault(request.fault), request.at, Path(request.journal or os.devnull))
        code = _carry_out(request)
        calls.write_text(str(shim.count_calls()))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _carry_out(request: Request) -> int:
    """The commands as somebody gives them who stops at the first that fails; after a fault, as the sweep does."""
    from checks.storage.home import Home
    from dags.cli.commands import DECISIONS
    from dags.cli.exit_codes import ExitCode
    from dags.common import freshness

    home = Home(Path(request.home))
    for command in _list_commands(request):
        is_done = {"build": freshness.is_built, "publish": freshness.is_published}.get(command[0])
        if request.is_repair and is_done and is_done(home):
            continue
        code = _run_command(home, *command)
        # a decision that was carried out before the fault is refused now; one that the disk prevented ends the run
        is_refused_again = request.is_repair and command[0] in DECISIONS and code == ExitCode.WRONG_USE
        if code not in TOLERATED and not is_refused_again:
            return code
    return 0


def _list_commands(request: Request) -> Iterator[tuple[str, ...]]:
    for verb in request.verbs:
        if verb == "admit":
            yield from map(tuple, request.decisions_before)
        yield (verb,)
        if verb == "admit":
            yield from map(tuple, request.decisions_after)


def _run_command(home: Any, command: str, *arguments: str) -> int:
    from dags.cli import main

    return main.main([command, "--home", str(home.root), *arguments])


if __name__ == "__main__":
    _serve_requests()
