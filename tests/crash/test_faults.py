"""A few faults of each kind, the states of one run, and the mutants: the short form of two benches.

All in one file, so that they share a server whose start costs more than any of them.
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from tests.crash.disk_nodes import write_tree
from tests.crash.every_state import moments_in_sight
from tests.crash.faults import Stage, Theatre
from tests.crash.hunt import hunt, search
from tests.crash.journal import Op
from tests.crash.mutants import MUTANTS, Mutant
from tests.crash.power_cut import Disk, Survival
from tests.crash.shim import Fault

pytestmark = pytest.mark.slow
STATES = 60
RULES = {
    "no fsync": ("ledger", "lost", "quarantine"),
    "torn ledger writes": ("ledger: an entry cannot be read",),
    "original deleted before the quarantine copy": ("lost",),
    "`latest` not atomic": ("edition: there was a latest one, and there is none",),
    "warehouse copied in place": ("warehouse",),
    "ledger entry before the lake file": ("ledger",),
}
"""By which rule each mutant is caught: the beginnings of its sentence."""


def test_the_journal_holds_every_change(few: Stage, tmp_path: Path) -> None:
    """Its calls over the home as it was give the home as it is, to the byte: none has gone round the layer."""
    disk = Disk(few.before)
    for call in few.calls:
        disk.follow(call)
    write_tree(disk.state(Survival.ALL, random.Random(0)), tmp_path / "again")
    command = ["diff", "--recursive", "--no-dereference", str(few.finished), str(tmp_path / "again")]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == ""


def test_the_engine_goes_through_the_layer(few: Stage) -> None:
    built = {call.inode for call in few.calls if call.op == Op.CREATE and ".building-" in call.path}
    assert sum(len(call.data) for call in few.calls if call.inode in built and call.op == Op.WRITE) > 100_000


def test_no_state_that_a_kill_or_a_power_cut_leaves_breaks_a_rule(theatre: Theatre, few: Stage) -> None:
    states, finding = search(theatre, few, at_most=STATES)
    assert finding is None, str(finding)
    assert states == STATES


@pytest.mark.parametrize(
    "faults",
    [
        (Fault.KILL, Fault.POWER_CUT, Fault.KILL),
        (Fault.DISK_FULL, Fault.DISK_FULL_STRICT, Fault.IO_ERROR),
    ],
    ids=lambda faults: "-".join(fault.name for fault in faults),
)
def test_a_home_ends_as_if_nothing_had_happened(theatre: Theatre, few: Stage, faults: tuple[Fault, ...]) -> None:
    assert theatre.suffer(few, faults, random.Random(2026)) == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_is_caught(mutant: Mutant, theatre: Theatre, few: Stage) -> None:
    _, finding = hunt(theatre, few, mutant, moments_in_sight)
    print(f"{mutant.name}: {finding}")
    assert finding is not None
    assert finding.rule.startswith(RULES[mutant.name]), str(finding)
