"""What takes seconds to make and is only read is made once in a run, however many processes share its tests.

Each worker of pytest-xdist has fixtures of its own: a home that 25 files read was made by every worker that was given
one of them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.storage.home import Home


def make_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return this run's folder of that name: the first process that asks fills it, and the others wait until it has.

    What failed is made again by the next process, so that each test that needs it shows why. Nobody may change what is
    in the folder: a test that would gets a copy.
    """
    folder = _find_folder_of_run(factory) / name
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder.with_name(f"{name}.made")
    # the kernel releases the lock of a worker that has crashed
    with folder.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(folder)
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder


def copy_home(home: Home, target: Path) -> Home:
    """Copy a home with its links, as a file system gives a copy."""
    return Home(Path(shutil.copytree(home.root, target, symlinks=True)))


def _find_folder_of_run(factory: pytest.TempPathFactory) -> Path:
    """The folder of all workers of this run; a process that runs the tests alone has one of its own."""
    own = factory.getbasetemp()
    return (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / "shared"
