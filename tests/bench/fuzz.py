"""Thousands of damaged files at the gate: none may raise, none may be lost, and memory stays bounded.

The seeds are small faithful files and, where they are at hand, the beginnings of real ones. HOLDGAIN_FUZZ is the
number of files, HOLDGAIN_FUZZ_SEED the first seed.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from checks.storage.home import Home
from tests.checks.fuzz.throw import real_seeds, small_seeds, throw

BATCH = 100


def main() -> None:
    count, first = int(os.environ.get("HOLDGAIN_FUZZ", "5000")), int(os.environ.get("HOLDGAIN_FUZZ_SEED", "1"))
    shared = Path(os.environ.get("HOLDGAIN_SHARED", Path(__file__).parents[3] / "shared"))
    counted: Counter[str] = Counter()
    faults: list[str] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        small, real = small_seeds(Path(folder)), real_seeds(shared) if shared.is_dir() else []
        # as many files from small seeds, which have every door, as from real ones, of which most are CSV
        seeds = [*small * max(1, len(real) // len(small)), *real]
        print(f"{count:,} files from {len(small) + len(real)} seeds")
        for batch in range(-(-count // BATCH)):
            with tempfile.TemporaryDirectory() as home:
                try:
                    counted += throw(Home(Path(home)), seeds, first + batch, BATCH)
                except AssertionError as fault:
                    faults.append(str(fault))
                    print(f"  FAULT {fault}", flush=True)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"  {(batch + 1) * BATCH:,} in {time.monotonic() - began:,.0f} s, {peak:,.0f} MB at the peak",
                flush=True,
            )
    for what, number in counted.most_common():
        print(f"  {number:6,} {what}")
    if faults:
        raise SystemExit(f"{len(faults)} of {-(-count // BATCH)} batches found a fault")


if __name__ == "__main__":
    main()
