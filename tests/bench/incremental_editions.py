"""Editions that take pages over, beside full renderings, over random sequences of changes.

`python -m tests.bench incremental_editions`; HOLDGAIN_SEQUENCES sets how many sequences (20), HOLDGAIN_SEED the first
seed. After each change the edition must have the bytes of one that is rendered in full. It prints how many pages were
taken over, because a comparison in which none was would show nothing.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from pathlib import Path
from random import Random

from checks.storage.home import Home
from reports.publish import PublishError
from tests.engine import use_one_thread
from tests.reports.reuse.editions import publish_and_count
from tests.transforms.increments.arrivals import ChangingHome, list_pool, make_pool
from transforms.build import build_warehouse

COUNTED = re.compile(r"([\d,]+) pages? rendered, ([\d,]+) as")


def main() -> int:
    count, first = int(os.environ.get("HOLDGAIN_SEQUENCES", "20")), int(os.environ.get("HOLDGAIN_SEED", "1"))
    use_one_thread()
    wrong, pages, began = 0, [0, 0], time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        pool = make_pool(Path(folder), months=3, providers=5)
        for seed in range(first, first + count):
            different = _try_sequence(pool, Path(folder), seed, pages)
            wrong += bool(different)
            spent = time.process_time() - began
            print(f"  seed {seed}: {different or 'equal'}; {spent:.0f} CPU s", flush=True)
    print(f"  {count} sequences: {pages[0]:,} pages rendered, {pages[1]:,} taken over")
    print(f"  {wrong} sequences have an edition with other bytes than a full rendering")
    return int(wrong > 0 or not pages[1])


def _try_sequence(pool: Home, folder: Path, seed: int, pages: list[int]) -> list[str]:
    """The files that differ, with the changes that led to them."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        changing = ChangingHome(Home(Path(place) / "home").prepare(), pool, Random(seed))
        for load in changing.random.sample(list_pool(pool), changing.random.randint(10, 30)):
            changing.arrive(load)
        changes: list[str] = []
        for _ in range(changing.random.randint(3, 6)):
            build_warehouse(changing.home)
            if different := _compare_editions(changing.home, pages):
                return [*changes, *different]
            changes += [changing.change() for _ in range(changing.random.randint(0, 2))]
        return []


def _compare_editions(home: Home, pages: list[int]) -> list[str]:
    try:
        ours, words = publish_and_count(home)
        full, _ = publish_and_count(home, is_full=True)
    except PublishError:  # no figure counts
        return []
    if match := COUNTED.match(words):
        pages[0] += int(match[1].replace(",", ""))
        pages[1] += int(match[2].replace(",", ""))
    return [name for name in sorted({*ours, *full}) if ours.get(name) != full.get(name)]


if __name__ == "__main__":
    raise SystemExit(main())
