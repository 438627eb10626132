"""Builds that take over what has not changed, beside full builds, over random sequences of changes.

`python -m tests.bench incremental`; HOLDGAIN_SEQUENCES sets how many sequences (300), HOLDGAIN_SEED the first seed. A
sequence is a home that starts with some loads, and is built after each of a few changes: files that arrive, files sent
again, withdrawals, their undoing, and damage to the warehouse. At its end the tables must be those of a full build.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from checks.storage.home import Home
from tests.engine import use_one_thread
from tests.transforms.increments.arrivals import ChangingHome, build_all, find_differences, list_pool, make_pool


def main() -> int:
    count, first = int(os.environ.get("HOLDGAIN_SEQUENCES", "300")), int(os.environ.get("HOLDGAIN_SEED", "1"))
    # small builds cost more with two threads
    use_one_thread()
    wrong, steps, began = 0, Counter[str](), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        pool = make_pool(Path(folder))
        print(f"  pool of {len(list_pool(pool))} loads, {time.process_time() - began:.0f} CPU s", flush=True)
        for seed in range(first, first + count):
            different = _try_sequence(pool, Path(folder), seed, steps)
            wrong += bool(different)
            if different or (seed - first) % 10 == 9:
                print(
                    f"  seed {seed}: {different or 'equal so far'}; {time.process_time() - began:.0f} CPU s", flush=True
                )
    print(f"  {count} sequences, {sum(steps.values())} steps: {dict(steps)}")
    print(f"  {wrong} sequences end with other tables than a full build")
    return int(wrong > 0)


def _try_sequence(pool: Home, folder: Path, seed: int, steps: Counter[str]) -> list[str]:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        changing = ChangingHome(Home(Path(place) / "home").prepare(), pool, Random(seed))
        for load in changing.random.sample(list_pool(pool), changing.random.randint(5, 40)):
            changing.arrive(load)
        build_all(changing.home)
        for _ in range(changing.random.randint(2, 5)):
            for _ in range(changing.random.randint(1, 3)):
                steps[changing.change().partition(":")[0]] += 1
            build_all(changing.home)
        return find_differences(changing.home, Path(place) / "full")


if __name__ == "__main__":
    raise SystemExit(main())
