"""Faults over prepared homes, one after the other, and what a home must be after each; bench and tests share it."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from checks.storage.home import Home
from tests.crash.disk_nodes import write_tree
from tests.crash.harness import differences, digest, list_differing_lines, list_differing_rows
from tests.crash.invariants import Known, violations
from tests.crash.journal import Call, read_journal
from tests.crash.power_cut import Disk, Survival
from tests.crash.runner import Outcome, Request, Runner
from tests.crash.scenarios import FIRST, SECOND, Scenario, drop_few, drop_first, drop_second, hashes_of_inputs
from tests.crash.shim import Fault

CUTS = (Survival.NOTHING, Survival.NAMES, Survival.IN_ORDER, Survival.ANY)
FEWEST_CALLS = 60
"""No moment is drawn from fewer calls than this: about what publishing alone makes."""


@dataclass
class Stage:
    """A scenario made ready: the home before it, what an undisturbed run makes of it, and the calls of that run."""

    scenario: Scenario
    before: Path
    finished: Path
    known: Known
    calls: list[Call]
    counted: int
    wanted: dict[str, str] = field(default_factory=dict)


@dataclass
class Theatre:
    """Prepares the scenarios in a folder, and lets faults happen to copies of them."""

    folder: Path
    runner: Runner
    suffered: Counter[Fault] = field(default_factory=Counter)
    """How many faults of each kind have happened."""
    _number: int = 0

    def _new_home(self) -> Home:
        self._number += 1
        return Home(self.folder / f"home-{self._number}")

    def prepare_first(self, scenario: Scenario = FIRST) -> Stage:
        """A new home with files in its inbox."""
        before = self._new_home()
        (drop_few if scenario.is_small else drop_first)(before)
        return self._prepare(scenario, before, Known(hashes_of_inputs(before)))

    def prepare_second(self, first: Stage, scenario: Scenario = SECOND) -> Stage:
        """The home that the first run has left, with more files in its inbox where the scenario admits any."""
        before = self._new_home()
        shutil.copytree(first.finished, before.root, symlinks=True)
        known = Known(frozenset(), must_exist=True)
        known.add(before)
        if "admit" in scenario.verbs:
            drop_second(before)
        # else the same files are built or published again
        known.inputs = hashes_of_inputs(before)
        return self._prepare(scenario, before, known)

    def _prepare(self, scenario: Scenario, before: Home, known: Known) -> Stage:
        finished, journal = self._new_home(), self.folder / "journal"
        shutil.copytree(before.root, finished.root, symlinks=True)
        outcome = self.runner.run(_make_request(finished, scenario, journal=str(journal)))
        assert outcome.code == 0, f"the undisturbed run failed: {outcome.output[-2000:]}"
        known.add(finished)
        stage = Stage(scenario, before.root, finished.root, known, read_journal(journal), outcome.calls)
        if finished.warehouse.exists():
            stage.wanted = digest(finished)
        return stage

    def suffer(self, stage: Stage, faults: Sequence[Fault], chance: random.Random) -> list[str]:
        """Let fault after fault happen to a copy of the home until a run gets through; what was wrong, and when.

        After each fault the home must be whole, and at the end as if nothing had happened.
        """
        home, counted = self._new_home(), stage.counted
        shutil.copytree(stage.before, home.root, symlinks=True)
        for number, fault in enumerate(faults):
            at = chance.randint(1, counted)
            outcome = self._run(stage, home, fault, at, is_repair=number > 0, chance=chance)
            if outcome.code == 0 and outcome.calls < at:
                break
            self.suffered[fault] += 1
            if wrong := [*violations(home, stage.known), *_wrong_ending(outcome, fault)]:
                return [f"{fault.name.lower()} at call {at}, fault {number + 1}: {item}" for item in wrong]
            # what has been admitted need not be admitted again: the next run makes fewer calls
            counted = max(FEWEST_CALLS, counted - at // 2)
        return [f"{[fault.name.lower() for fault in faults]}: {item}" for item in self.repair(stage, home)]

    def _run(
        self, stage: Stage, home: Home, fault: Fault, at: int, *, is_repair: bool, chance: random.Random
    ) -> Outcome:
        request = _make_request(home, stage.scenario, fault=int(fault), at=at, is_repair=is_repair)
        if fault != Fault.POWER_CUT:
            return self.runner.run(request)
        before, journal = self.folder / "before-the-cut", self.folder / "journal"
        shutil.copytree(home.root, before, symlinks=True)
        outcome = self.runner.run(replace(request, journal=str(journal)))
        if outcome.code:
            disk = Disk(before)
            for call in read_journal(journal):
                disk.follow(call)
            shutil.rmtree(home.root)
            write_tree(disk.state(chance.choice(CUTS), chance), home.root)
        shutil.rmtree(before)
        return outcome

    def repair(self, stage: Stage, home: Home) -> list[str]:
        """The next undisturbed run must end where a run ends that was never disturbed; the home is removed."""
        outcome = self.runner.run(_make_request(home, stage.scenario, is_repair=True))
        if outcome.code:
            return [f"the run that followed failed: {outcome.output.strip().splitlines()[-1:]}"]
        differing = differences(digest(home), stage.wanted)
        rows = _list_differing_rows(differing, home, Home(Path(stage.finished))) if differing else []
        shutil.rmtree(home.root)
        return [f"after the run that followed, the home differs in {differing[:6]}: {rows}"] if differing else []


def _list_differing_rows(differing: Sequence[str], home: Home, finished: Home) -> list[str]:
    """Return a few rows of the tables and pages that differ: a digest does not show why."""
    rows = []
    for name in differing[:6]:
        part, _, place = name.partition(" ")
        if part == "warehouse":
            rows += list_differing_rows(place, home.warehouse, finished.warehouse)[:4]
        elif part == "site":
            rows += list_differing_lines(place, *((item.site / "latest").resolve() for item in (home, finished)))[:4]
    return rows


def _make_request(home: Home, scenario: Scenario, **more: object) -> Request:
    decisions = (scenario.decisions_before, scenario.decisions_after)
    request = Request(str(home.root), *decisions, scenario.verbs, mutant=scenario.mutant)
    return replace(request, **more)  # type: ignore[arg-type]


def _wrong_ending(outcome: Outcome, fault: Fault) -> list[str]:
    """A killed run is killed; any other either fails in one line, or has done all that it says."""
    if fault in (Fault.KILL, Fault.POWER_CUT):
        return [] if outcome.code == -9 else [f"the run ended with {outcome.code}"]
    if outcome.code in (0, 1, 2) and "Traceback" not in outcome.output:
        return []
    return [f"the run ended with {outcome.code}: {outcome.output.strip().splitlines()[-1:]}"]
