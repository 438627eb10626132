"""Kills, full disks, failing disks and power cuts over whole runs: each home must end as if nothing had happened.

One home suffers several faults, one after the other, until a run gets through. After each, no input may be lost, the
ledger may not vouch for what is not there, and readers must see a whole old or new warehouse and edition.

How many of each: HOLDGAIN_KILLS (200), HOLDGAIN_FULL_DISKS (50), HOLDGAIN_IO_ERRORS (20), HOLDGAIN_POWER_CUTS (50).
HOLDGAIN_CRASH_SEED is the seed of their moments. Without a compiler only kills are made, at random times.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from pathlib import Path

from tests.crash.faults import Theatre
from tests.crash.harness import Killer, differences, digest
from tests.crash.runner import running
from tests.crash.shim import Fault, why_not

IN_ONE_HOME = 8
SETTINGS = {
    Fault.KILL: ("HOLDGAIN_KILLS", 200),
    Fault.DISK_FULL: ("HOLDGAIN_FULL_DISKS", 50),
    Fault.DISK_FULL_STRICT: ("HOLDGAIN_FULL_DISKS", 50),
    Fault.IO_ERROR: ("HOLDGAIN_IO_ERRORS", 20),
    Fault.POWER_CUT: ("HOLDGAIN_POWER_CUTS", 50),
}


def main() -> None:
    wanted = {fault: int(os.environ.get(name, default)) for fault, (name, default) in SETTINGS.items()}
    # half of the full disks are of each sort
    for fault in (Fault.DISK_FULL, Fault.DISK_FULL_STRICT):
        wanted[fault] = (wanted[fault] + 1) // 2
    seed = int(os.environ.get("HOLDGAIN_CRASH_SEED", "1"))
    print(f"HOLDGAIN_CRASH_SEED={seed}")
    with tempfile.TemporaryDirectory() as folder:
        if reason := why_not():
            print(f"kills alone: {reason}")
            _kill_at_times(Path(folder), wanted[Fault.KILL], random.Random(seed))
        else:
            _suffer_everything(Path(folder), wanted, seed)


def _suffer_everything(folder: Path, wanted: dict[Fault, int], seed: int) -> None:
    began, wrong = time.monotonic(), 0
    with running(folder) as runner:
        theatre = Theatre(folder, runner)
        first = theatre.prepare_first()
        stages = (first, theatre.prepare_second(first))
        for stage in stages:
            print(f"a run over the {stage.scenario.name} home makes {stage.counted} calls", flush=True)
        homes = 0
        while left := {fault: count - theatre.suffered[fault] for fault, count in wanted.items()}:
            left = {fault: count for fault, count in left.items() if count > 0}
            if not left:
                break
            chance = random.Random(f"{seed}-{homes}")
            faults = chance.choices(list(left), weights=list(left.values()), k=IN_ONE_HOME)
            for item in theatre.suffer(stages[homes % 2], faults, chance):
                wrong += 1
                print(f"  WRONG, home {homes} ({stages[homes % 2].scenario.name}): {item}", flush=True)
            homes += 1
            counts = ", ".join(f"{theatre.suffered[fault]} {fault.name.lower()}" for fault in wanted)
            print(f"  {homes} homes in {time.monotonic() - began:.0f} s: {counts}; {wrong} wrong", flush=True)
    if wrong:
        raise SystemExit(f"{wrong} rules were broken")


def _kill_at_times(folder: Path, wanted_kills: int, chance: random.Random) -> None:
    killer = Killer(folder)
    wanted, rounds = killer.undisturbed(), 0
    while killer.kills < wanted_kills:
        home, kills = killer.round(f"round{rounds}", chance, IN_ONE_HOME)
        if wrong := differences(digest(home), wanted):
            raise SystemExit(f"round {rounds}, {kills} kills: differs in {wrong[:10]}")
        shutil.rmtree(home.root)
        rounds += 1
        print(f"  {killer.kills} kills over {rounds} homes: all the same", flush=True)


if __name__ == "__main__":
    main()
