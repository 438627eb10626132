"""A hundred damaged files, of those thousands that `python -m tests.bench fuzz` throws."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.storage.home import Home
from tests.checks.fuzz.mutate import mutated
from tests.checks.fuzz.throw import small_seeds, throw

FILES = 25


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**31))
def test_no_damage_is_raised_and_no_file_is_lost(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    counted = throw(Home(folder / "home"), small_seeds(folder), seed, FILES)
    # a file with several months has an outcome for each; `throw` counts them
    assert counted["accepted"] + counted["quarantined"] + counted["duplicate"] >= FILES


def test_the_same_seed_is_the_same_file(tmp_path: Path) -> None:
    seeds = small_seeds(tmp_path)
    assert mutated(seeds, random.Random(3)) == mutated(seeds, random.Random(3))
