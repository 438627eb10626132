"""The order in which workers are given the files of tests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests import scheduling
from tests.scheduling import LONGEST_FIRST, POOL, REPOSITORY


def test_the_long_files_are_there() -> None:
    files = [name for name in LONGEST_FIRST if name != POOL]
    assert [name for name in files if not (REPOSITORY / name).is_file()] == []
    assert [name for name in files if scheduling.group_of(name) != name] == [], "they are in the list as a group"


def test_files_that_read_the_pool_of_loads_are_one_group() -> None:
    files = [path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("tests/transforms/**/test_*.py")]
    reading = [name for name in files if "pool: Home" in (REPOSITORY / name).read_text(encoding="utf-8")]
    assert len(reading) > 1
    assert {scheduling.group_of(name) for name in reading} == {POOL}


def test_the_longest_come_first_and_the_others_stay_in_order() -> None:
    names = ["tests/a.py::b", "tests/reports/test_browser.py::a[b::c]", "tests/a.py::a", "tests/dags/test_chain.py::a"]
    items: list[Any] = [SimpleNamespace(nodeid=name) for name in names]
    scheduling.sort_longest_first(items)
    assert [item.nodeid for item in items] == [names[3], names[1], names[0], names[2]]


def test_a_parameter_with_colons_does_not_divide_a_file() -> None:
    scheduler = scheduling.FileScheduling.__new__(scheduling.FileScheduling)
    groups = {scheduler._split_scope(f"tests/reports/test_slugs.py::test_a[{value}]") for value in ("a", "a::b")}
    assert groups == {"tests/reports/test_slugs.py"}


def test_there_are_two_workers_more_than_cores_unless_somebody_says_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling.os, "cpu_count", lambda: 2)
    monkeypatch.delenv("PYTEST_XDIST_AUTO_NUM_WORKERS", raising=False)
    assert scheduling.count_workers() == 4
    monkeypatch.setenv("PYTEST_XDIST_AUTO_NUM_WORKERS", "1")
    assert scheduling.count_workers() is None
