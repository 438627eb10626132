"""An edition that takes pages over is that of a full rendering, to the byte.

`python -m tests.bench incremental_editions` tries more and longer sequences.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from checks.storage.home import Home
from reports.publish import publish
from reports.verification.verify import verify_edition
from tests.engine import only_in_full
from tests.reports.reuse.editions import find_different_files
from tests.transforms.increments.arrivals import ChangingHome, list_pool, make_pool
from transforms.build import build_warehouse


@pytest.fixture(scope="module")
def small_pool(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_pool(tmp_path_factory.mktemp("pool"), months=3, providers=4)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=only_in_full)])
def test_after_random_changes(small_pool: Home, tmp_path: Path, seed: int) -> None:
    changing = ChangingHome(Home(tmp_path / "home").prepare(), small_pool, Random(seed))
    for load in changing.random.sample(list_pool(small_pool), 15):
        changing.arrive(load)
    build_warehouse(changing.home)
    publish(changing.home)
    changes = [changing.change() for _ in range(2)]
    build_warehouse(changing.home)
    assert find_different_files(changing.home) == [], changes
    assert verify_edition(changing.home).falsehoods == []
