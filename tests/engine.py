"""DuckDB in the tests works with one thread, because the tests' own processes fill the cores.

A build of a small home costs 1.9 s of processor time with one thread and 3.3 s with two, on a machine of two cores.
What depends on the number of threads is tested with numbers that the test sets: tests/reports/test_same_pages.py.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

IN_FULL = bool(os.environ.get("HOLDGAIN_TESTS_IN_FULL"))
"""Whether the short cuts that CONTRIBUTING.md lists are not taken."""
only_in_full = pytest.mark.skipif(not IN_FULL, reason="takes a minute or more: HOLDGAIN_TESTS_IN_FULL=1 make test")

ONE_THREAD = "HOLDGAIN_TESTS_ONE_THREAD"
"""Tells the processes that tests start."""

_connect = duckdb.connect


def use_one_thread() -> None:
    """Every connection that this process opens from now on starts with one thread."""
    duckdb.connect = _connect_with_one_thread
    os.environ[ONE_THREAD] = "1"


def do_as_tests_do() -> None:
    """In a process that tests start: one thread too, if they have one. A bench has as many as there are cores."""
    if os.environ.get(ONE_THREAD):
        use_one_thread()


def _connect_with_one_thread(
    database: str | Path = ":memory:", read_only: bool = False, config: dict[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    return _connect(database, read_only=read_only, config={"threads": 1, **(config or {})})
