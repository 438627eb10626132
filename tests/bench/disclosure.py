"""Attacks published editions of made-up homes: how many hidden figures a solver finds, and what the exit costs."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from checks.storage.home import Home
from reports.data.disclosure import DisclosureRule, connect_published
from reports.publish import publish
from tests.reports.data.disclosure.attacker import recover
from tests.reports.data.disclosure.families import make_families, publish_families
from tests.reports.data.disclosure.family_attacker import recover_families
from tests.reports.data.disclosure.world import make_world, publish_world

SEEDS = (3, 4, 5)
ORGANISATIONS, MONTHS = 8, 18
CHANCES = (0.02, 0.1, 0.25)
"""How many of a trust's numbers are small: few, so that most series have no hidden month; some; many."""


def main() -> None:
    """Print one line for each made-up home."""
    print("seed  small  figures  hidden  of them small  found exactly  found within 1  connect s  publish s")
    for seed, chance in zip(SEEDS, CHANCES, strict=True):
        with tempfile.TemporaryDirectory() as folder:
            world = make_world(seed, seed, ORGANISATIONS, MONTHS, chance)
            home = Home(Path(folder) / "home").prepare()
            editions = publish_world(home, world, Path(folder))
            began = time.process_time()
            connect_published(home.warehouse, DisclosureRule()).close()
            connected = time.process_time()
            publish(home)
            took = time.process_time() - connected
            actual = recover(world, editions)
        print(
            f"{seed:4}  {chance:5.0%}  {len(world.now):7,}  {actual.hidden:6,}  {actual.small:13,}  "
            f"{len(actual.exact):13,}  {len(actual.within_one):14,}  {connected - began:9.2f}  {took:9.2f}",
            flush=True,
        )
        assert not actual.exact, actual.exact
        assert not actual.within_one, actual.within_one
    _print_families()


def _print_families() -> None:
    """Print one line for each home of families."""
    print("seed  values  hidden  of them small  found exactly  found within 1")
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            families = make_families(seed)
            home = Home(Path(folder) / "home").prepare()
            actual = recover_families(families, publish_families(home, families, Path(folder) / "files"))
        print(
            f"{seed:4}  {actual.figures:6,}  {actual.hidden:6,}  {actual.small:13,}  {len(actual.exact):13,}  "
            f"{len(actual.within_one):14,}",
            flush=True,
        )
        assert not actual.exact, actual.exact
        assert not actual.within_one, actual.within_one
