"""A build that takes over what has not changed makes the tables of a full build, row for row.

`python -m tests.bench incremental` tries 300 sequences and more.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import duckdb
import pytest

from checks.storage.home import Home
from tests.engine import only_in_full
from tests.transforms.increments.arrivals import ChangingHome, build_all, find_differences, list_pool
from tests.transforms.warehouse import building_only
from transforms.increments import model_runs


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=only_in_full)])
def test_after_random_changes(pool: Home, tmp_path: Path, seed: int) -> None:
    changing = ChangingHome(Home(tmp_path / "home").prepare(), pool, Random(seed))
    for load in changing.random.sample(list_pool(pool), 30):
        changing.arrive(load)
    build_all(changing.home)
    changes = []
    for _ in range(4):
        changes += [changing.change() for _ in range(changing.random.randint(1, 3))]
        build_all(changing.home)
    assert find_differences(changing.home, tmp_path / "full") == [], changes


@pytest.fixture(scope="module")
def two_kinds(pool: Home, tmp_path_factory: pytest.TempPathFactory) -> ChangingHome:
    changing = ChangingHome(Home(tmp_path_factory.mktemp("two") / "home").prepare(), pool, Random(3))
    for load in list_pool(pool):
        if load.kind in ("ae", "rtt"):
            changing.arrive(load)
    build_all(changing.home)
    return changing


def _build_and_list(home: Home) -> list[str]:
    progress: list[str] = []
    build_all(home, progress=progress.append)
    return progress


@pytest.fixture
def few_tables() -> Iterator[None]:
    """For tests of whether anything is taken over: which tables there are makes no difference to them."""
    with building_only(["mart.spc", "mart.benchmark"]):
        yield


def test_what_has_not_changed_is_taken_over(two_kinds: ChangingHome, pool: Home) -> None:
    again = _build_and_list(two_kinds.home)
    assert [line for line in again if line.startswith("building")] == ["building core.measure"]
    assert not [line for line in again if line.startswith("updating")]
    two_kinds.arrive([load for load in list_pool(pool) if load.kind == "ae"][-1], factor="1.1")
    after = _build_and_list(two_kinds.home)
    assert "updating mart.spc for ae" in after
    assert "updating mart.benchmark for ae" in after
    assert not [line for line in after if "rtt" in line]


@pytest.mark.usefixtures("few_tables")
@pytest.mark.parametrize("name", ["holdgain.duckdb", "partitions/digests.json"])
def test_a_damaged_warehouse_or_note_means_a_full_build(two_kinds: ChangingHome, name: str) -> None:
    build_all(two_kinds.home)
    path = two_kinds.home.warehouse.parent / name
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + b"\xff" + content[len(content) // 2 + 1 :])
    assert not [line for line in _build_and_list(two_kinds.home) if line.startswith("taking over")]


@pytest.mark.usefixtures("few_tables")
def test_other_code_means_a_full_build(two_kinds: ChangingHome, monkeypatch: pytest.MonkeyPatch) -> None:
    build_all(two_kinds.home)
    monkeypatch.setattr("transforms.increments.stored_state.BUILD_CODE", "other")
    assert not [line for line in _build_and_list(two_kinds.home) if line.startswith("taking over")]


@pytest.mark.usefixtures("few_tables")
def test_a_fault_while_taking_over_means_a_full_build(
    two_kinds: ChangingHome, pool: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_all(two_kinds.home)
    two_kinds.arrive(next(load for load in list_pool(pool) if load.kind == "ae"), factor="1.2")

    def fail(*_: object) -> None:
        raise duckdb.InternalException("a block cannot be read")

    monkeypatch.setattr(model_runs, "open_slice", fail)
    progress = _build_and_list(two_kinds.home)
    assert [line for line in progress if line.startswith("warning: everything is built again, because of a fault: ")]
    assert progress[-1].startswith("building")
