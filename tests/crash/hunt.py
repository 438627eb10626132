"""Runs a mutant once, and looks through the states of that run until one breaks a rule."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.crash.every_state import Choice, Finding, look_through
from tests.crash.faults import Stage, Theatre
from tests.crash.mutants import Mutant
from tests.crash.scenarios import FEW

PRODUCT = "the product as it is"


def hunt(theatre: Theatre, few: Stage, mutant: Mutant, choose: Choice | None = None) -> tuple[int, Finding | None]:
    """How many states were looked at, and the one that broke a rule."""
    scenario = replace(FEW, name=mutant.name, verbs=mutant.verbs, mutant=mutant.name)
    # building and publishing are tried on a home that has a warehouse and an edition to lose
    is_new = "admit" in mutant.verbs
    stage = theatre.prepare_first(scenario) if is_new else theatre.prepare_second(few, scenario)
    return search(theatre, stage, choose=choose)


def search(
    theatre: Theatre, stage: Stage, at_most: int | None = None, choose: Choice | None = None
) -> tuple[int, Finding | None]:
    number, states = 0, look_through(stage, theatre.folder / "state", random.Random(1), choose)
    for number, finding in enumerate(states, start=1):
        if finding or number == at_most:
            return number, finding
    return number, None
