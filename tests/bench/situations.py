"""Twelve small homes through the command line, each with one situation, and the sentence that each gives.

Each home is made by `holdgain run` with its registers and figures, and the sentence is read from the published page.
Only the situations named in HOLDGAIN_SITUATIONS (comma-separated), if there are any.
The exit code is 1 where an answer is not among the right ones of `tests/situations/truths.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from checks.storage.home import Home
from tests.situations.homes import Answer, find_faults, read_answer, write_files
from tests.situations.truths import SITUATIONS, Situation


def main() -> int:
    faults: list[str] = []
    wanted = os.environ.get("HOLDGAIN_SITUATIONS", "")
    print("| situation | verdict | the sentence on the page |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for case in SITUATIONS if not wanted else [case for case in SITUATIONS if case.name in wanted.split(",")]:
            answer = _run_home(Path(folder) / case.name, case)
            reason = f" ({answer.reason})" if answer.reason else ""
            print(f"| {case.title} | {answer.status}{reason} | {answer.sentence} |", flush=True)
            faults += find_faults(case, answer)
    for fault in faults:
        print(f"WRONG: {fault}")
    return int(bool(faults))


def _run_home(folder: Path, case: Situation) -> Answer:
    home, files = Home(folder / "home"), write_files(folder / "files", [case])
    command = [sys.executable, "-m", "dags.cli.main", "run", "--home", str(home.root), *map(str, files)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{case.name}: exit code {done.returncode}: {done.stderr[-2000:]}")
    return read_answer(home.warehouse, home.site / "latest", case)
