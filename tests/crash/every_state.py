"""Looks through all states that kills and power cuts may leave of one run, computed from its journal."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.storage.home import Home
from tests.crash.disk_nodes import Tree, write_tree
from tests.crash.faults import Stage
from tests.crash.invariants import violations
from tests.crash.journal import Call, Op
from tests.crash.power_cut import Disk, Survival

Choice = Callable[[Sequence[Call]], list[int]]
"""Chooses the calls after which the home is looked at, by number."""


@dataclass(frozen=True)
class Finding:
    """A state that breaks a rule: after which call, what survived, and the rule."""

    after: int
    call: str
    survival: Survival
    rule: str

    def __str__(self) -> str:
        what = "kill" if self.survival == Survival.ALL else f"power cut, {self.survival.value} survives"
        return f"{what}, after call {self.after} ({self.call}): {self.rule}"


def look_through(
    stage: Stage, folder: Path, chance: random.Random, choose: Choice | None = None
) -> Iterator[Finding | None]:
    """Each state once: None for one that keeps every rule."""
    home = Home(folder)
    for after, survival, tree in states(stage, chance, choose or moments):
        write_tree(tree, home.root)
        broken = violations(home, stage.known)
        shutil.rmtree(home.root)
        yield None if not broken else Finding(after, str(stage.calls[after - 1]), survival, broken[0])


def states(stage: Stage, chance: random.Random, choose: Choice) -> Iterator[tuple[int, Survival, Tree]]:
    disk, seen, stops = Disk(stage.before), set(), set(choose(stage.calls))
    for number, call in enumerate(stage.calls, start=1):
        disk.follow(call)
        for survival in Survival if number in stops else ():
            tree = disk.state(survival, chance)
            key = _hash_tree(tree)
            if key not in seen:
                seen.add(key)
                yield number, survival, tree


def moments(calls: Sequence[Call]) -> list[int]:
    """The moments just after the calls that matter: names given or taken, syncs, and the first of several writes."""
    stops = []
    for number, call in enumerate(calls, start=1):
        before = calls[number - 2] if number > 1 else None
        is_next_write = (
            before is not None and call.op == Op.WRITE and (before.op, before.inode) == (call.op, call.inode)
        )
        if call.op != Op.OPEN and not is_next_write:
            stops.append(number)
    return stops


def moments_in_sight(calls: Sequence[Call]) -> list[int]:
    """Of these moments, those after calls that change more than hidden files and scratch: the short form's choice.

    An edition is rendered in a hidden folder: of 2,000 states of that, no reader sees one.
    """
    stops, hidden, chosen = set(moments(calls)), set(), []
    for number, call in enumerate(calls, start=1):
        names = [name for name in (call.path, call.other if call.op == Op.RENAME else "") if name]
        if call.op == Op.CREATE:
            (hidden.add if _is_hidden(call.path) else hidden.discard)(call.inode)
        is_hidden = all(map(_is_hidden, names)) if names else call.inode in hidden
        if number in stops and not is_hidden:
            chosen.append(number)
    return chosen


def _is_hidden(name: str) -> bool:
    parts = Path(name).parts
    return parts[0] in SCRATCH or any(part.startswith(".") for part in parts)


SCRATCH = ("work",)
"""Folders in which differences matter to nobody: the states that differ there alone are one."""


def _hash_tree(tree: Tree) -> int:
    parts = ((name, _hash_tree(node) if isinstance(node, dict) else hash(node)) for name, node in tree.items())
    return hash(frozenset(part for part in parts if part[0] not in SCRATCH))
