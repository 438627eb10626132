"""Two hundred kills of a whole run, at random moments: each home must end as that of an undisturbed run.

HOLDGAIN_KILLS is how many, HOLDGAIN_CRASH_SEED the seed of their moments.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from pathlib import Path

from tests.crash.harness import Killer, differences, digest

IN_ONE_HOME = 12


def main() -> None:
    wanted_kills = int(os.environ.get("HOLDGAIN_KILLS", "200"))
    chance = random.Random(int(os.environ.get("HOLDGAIN_CRASH_SEED", "1")))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        killer = Killer(Path(folder))
        wanted = killer.undisturbed()
        print(f"an undisturbed run takes {killer.seconds:.1f} s and makes {len(wanted)} files and tables", flush=True)
        rounds = 0
        while killer.kills < wanted_kills:
            home, kills = killer.round(f"round{rounds}", chance, IN_ONE_HOME)
            wrong = differences(digest(home), wanted)
            if wrong:
                raise SystemExit(f"round {rounds}, {kills} kills: differs in {wrong[:10]}")
            shutil.rmtree(home.root)
            rounds += 1
            print(
                f"  {killer.kills} kills over {rounds} homes in {time.monotonic() - began:.0f} s: all the same",
                flush=True,
            )


if __name__ == "__main__":
    main()
