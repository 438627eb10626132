"""Whole processes, as benchmarks measure them: CPU seconds of user and system, and the memory at the peak."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HOLDGAIN = Path(sys.executable).with_name("holdgain")
"""The installed command, which starts as it does for a user."""
RUNNER = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, done.stderr.decode(errors="replace")[-2000:], usage.ru_utime + usage.ru_stime,
    usage.ru_maxrss]))
"""
"""A small process between: Linux counts the memory of the process that starts another one as that of the other."""


@dataclass(frozen=True)
class Cost:
    """CPU seconds of a process, with its start and its imports, and megabytes at its peak."""

    cpu: float
    megabytes: float


def run_process(*arguments: object) -> Cost:
    """Run a command and wait for it. Raises RuntimeError, with what it said, if it fails."""
    command = [sys.executable, "-S", "-c", RUNNER, *map(str, arguments)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    code, errors, cpu, kilobytes = json.loads(answer)
    if code:
        raise RuntimeError(f"{' '.join(map(str, arguments))[:300]} failed: {errors}")
    return Cost(cpu, kilobytes / 1024)


def run_python(code: str, *arguments: object) -> Cost:
    """Run some lines of Python in a process of their own."""
    return run_process(sys.executable, "-c", code, *arguments)
