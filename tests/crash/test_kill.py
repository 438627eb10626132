"""A few kills; `python -m tests.bench crash` makes two hundred."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.crash.harness import Killer, differences, digest

KILLS = 5


@pytest.mark.slow
def test_a_killed_run_ends_where_an_undisturbed_one_does(tmp_path: Path) -> None:
    killer, chance = Killer(tmp_path), random.Random(2026)
    wanted = killer.undisturbed()
    rounds = 0
    while killer.kills < KILLS:
        home, _ = killer.round(f"round{rounds}", chance, 10)
        assert differences(digest(home), wanted) == []
        rounds += 1
