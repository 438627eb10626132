"""One fault at a time over a prepared home, and what the home must be afterwards; the bench and the tests share it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from checks.home import Home
from tests.crash.harness import differences, digest
from tests.crash.invariants import Known, violations
from tests.crash.journal import Call, Op, read_journal
from tests.crash.power_cut import Disk, Survival, Tree, write_tree
from tests.crash.runner import Outcome, Request, Runner
from tests.crash.scenarios import FIRST, SECOND, Scenario, drop_first, drop_second, hashes_of_inputs
from tests.crash.shim import Fault


@dataclass
class Stage:
    """A scenario made ready: the home before it, what an undisturbed run makes of it, and the calls of that run."""

    scenario: Scenario
    before: Path
    wanted: dict[str, str]
    known: Known
    calls: list[Call]
    counted: int


@dataclass
class Theatre:
    """Prepares the scenarios in a folder, and lets faults happen to copies of them."""

    folder: Path
    runner: Runner
    _number: int = field(default=0)

    def prepare_first(self) -> Stage:
        before = Home(self.folder / "first")
        drop_first(before)
        return self._prepare(FIRST, before, Known(hashes_of_inputs(before)))

    def prepare_second(self, first: Stage) -> Stage:
        before = Home(self.folder / "second")
        shutil.copytree(self._finished(first), before.root, symlinks=True)
        known = Known(frozenset(), must_exist=True)
        known.add(before)
        drop_second(before)
        known.inputs = hashes_of_inputs(before)
        return self._prepare(SECOND, before, known)

    def _finished(self, stage: Stage) -> Path:
        return self.folder / f"{stage.scenario.name}-finished"

    def _prepare(self, scenario: Scenario, before: Home, known: Known) -> Stage:
        finished, journal = Home(self.folder / f"{scenario.name}-finished"), self.folder / f"{scenario.name}.journal"
        shutil.copytree(before.root, finished.root, symlinks=True)
        outcome = self.runner.run(Request(str(finished.root), scenario.decisions, journal=str(journal)))
        assert outcome.code == 0, f"the undisturbed run failed: {outcome.said[-2000:]}"
        known.add(finished)
        stage = Stage(scenario, before.root, digest(finished), known, read_journal(journal), outcome.calls)
        assert violations(finished, known) == []
        return stage

    def copy(self, stage: Stage) -> Home:
        self._number += 1
        home = Home(self.folder / f"home-{self._number}")
        shutil.copytree(stage.before, home.root, symlinks=True)
        return home

    def suffer(self, stage: Stage, fault: Fault, at: int) -> tuple[list[str], Outcome]:
        """Run with a fault at the n-th call, then without; what was wrong in between or at the end."""
        home = self.copy(stage)
        outcome = self.runner.run(Request(str(home.root), stage.scenario.decisions, fault=fault, at=at))
        wrong = violations(home, stage.known)
        if outcome.code not in ((-9,) if fault == Fault.KILL else (0, 1, 2)):
            wrong.append(f"the run ended with {outcome.code}: {outcome.said.strip().splitlines()[-1:]}")
        if outcome.code == 0 and (differing := differences(digest(home), stage.wanted)):
            wrong.append(f"the run said that all was well, and the home differs in {differing[:5]}")
        return wrong + self.repair(stage, home), outcome

    def cut_power(self, stage: Stage, after: int, survival: Survival, chance: random.Random) -> list[str]:
        """Cut the power after the n-th call, then run again; what was wrong in between or at the end."""
        disk = Disk(stage.before)
        for call in stage.calls[:after]:
            disk.follow(call)
        self._number += 1
        home = Home(self.folder / f"home-{self._number}")
        write_tree(disk.state(survival, chance), home.root)
        return violations(home, stage.known) + self.repair(stage, home)

    def repair(self, stage: Stage, home: Home) -> list[str]:
        """The next undisturbed run must end where a run ends that was never disturbed; the home is removed."""
        outcome = self.runner.run(Request(str(home.root), stage.scenario.decisions, is_repair=True))
        wrong = []
        if outcome.code:
            wrong.append(f"the run after the fault failed: {outcome.said.strip().splitlines()[-1:]}")
        else:
            differing = differences(digest(home), stage.wanted)
            wrong += [f"after the run that followed, the home differs in {differing[:5]}"] if differing else []
        shutil.rmtree(home.root)
        return wrong


def moments(calls: list[Call]) -> list[int]:
    """The moments just after the calls that matter most: names given or taken, and the beginning of each write."""
    found = []
    for number, call in enumerate(calls, start=1):
        before = calls[number - 2] if number > 1 else call
        is_first_write = call.op == Op.WRITE and (before.op, before.inode) != (call.op, call.inode)
        if call.op not in (Op.OPEN, Op.WRITE) or is_first_write:
            found.append(number)
    return found


def states(
    before: Path, calls: list[Call], survivals: tuple[Survival, ...], chance: random.Random
) -> Iterator[tuple[int, Survival, Tree]]:
    """The states that power cuts may leave at the moments that matter, each once."""
    disk, seen, stops = Disk(before), set(), set(moments(calls))
    for number, call in enumerate(calls, start=1):
        disk.follow(call)
        for survival in survivals if number in stops else ():
            tree = disk.state(survival, chance)
            key = hash_tree(tree)
            if key not in seen:
                seen.add(key)
                yield number, survival, tree


def hash_tree(tree: Tree) -> int:
    return hash(frozenset((name, hash_tree(node) if isinstance(node, dict) else hash(node)) for name, node in tree.items()))
