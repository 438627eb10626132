"""Fixtures for all tests: a home of one's own, the real data where it stands, and no way out to the network."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from checks.storage.home import Home
from tests import engine, scheduling

REPOSITORY = Path(__file__).parents[1]
# examples run SQL: they take as long as the machine is busy, which says nothing about the code
settings.register_profile("holdgain", deadline=None, derandomize=True)
settings.load_profile("holdgain")
# the long form: DuckDB with as many threads as there are cores
if not engine.IN_FULL:
    engine.use_one_thread()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without looking for garbage: hardly any of what collecting makes is ever given back.

    Nor is it looked through again later: that took up to a second each time in each worker.
    """
    gc.disable()
    answer = yield
    gc.freeze()
    gc.enable()
    return answer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    scheduling.sort_longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> scheduling.FileScheduling:
    # xdist would begin with the files that have the most tests, and the longest of ours has one
    config.option.loadscopereorder = False
    return scheduling.FileScheduling(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    return scheduling.count_workers()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real published extracts; a test that needs it is skipped where it is absent."""
    folder = Path(os.environ.get("HOLDGAIN_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"the real extracts are not at {folder}; set HOLDGAIN_SHARED to their folder")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").prepare()


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    """A test that reaches for another machine fails; sockets on this one are what the scheduler's tests need."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test tried to connect to {address[0]}")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()
