"""Builds the layer of `shim.c`, and switches it on inside a process that was started with it."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from enum import IntEnum
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")


class Fault(IntEnum):
    """What happens at the n-th call; the numbers are those of `shim.c`."""

    POWER_CUT = -1
    """The process is killed at the n-th call, and what was not synced may be lost (`power_cut.py`)."""
    NONE = 0
    KILL = 1
    IO_ERROR = 2
    DISK_FULL = 3
    """From the n-th call on nothing grows and no folder is made; what is removed frees its size."""
    DISK_FULL_STRICT = 4
    """From the n-th call on everything fails but removals: what quotas and network drives may do."""


def why_not() -> str:
    """The reason why the layer cannot be used on this machine; empty when it can."""
    if os.uname().sysname != "Linux":
        return "the layer between a process and its file system is written for Linux"
    return "" if shutil.which("cc") else "there is no C compiler (cc)"


@cache
def build_shim(folder: Path) -> Path:
    library = folder / "shim.so"
    command = ["cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(SOURCE)]
    subprocess.run([*command, "-ldl", "-lpthread"], check=True)
    return library


def start(home: Path, fault: Fault = Fault.NONE, at: int = 0, journal: Path | None = None) -> None:
    """From now on, in this process, count what changes the home."""
    handle = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) if journal else -1
    library = ctypes.CDLL(None)
    library.shim_start(
        os.fsencode(os.path.realpath(home)),
        handle,
        int(Fault.KILL if fault == Fault.POWER_CUT else fault),
        ctypes.c_long(at),
    )


def count_calls() -> int:
    library = ctypes.CDLL(None)
    library.shim_calls.restype = ctypes.c_long
    return int(library.shim_calls())
