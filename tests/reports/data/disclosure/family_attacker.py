"""Solves the editions of a home of families: from what they show and from the sums that a reader may know.

The reader is given more than any real one has: which hidden numbers are small. So a range of three numbers or fewer is
a leak, not the width of the rule itself. Only what a stock gains and loses is no more than hidden: how much more it was
than the other is known, so that with 7 more, and both known to be from 1 to 8, only one pair would be left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.reports.data.disclosure import edition as published
from tests.reports.data.disclosure.family_figures import CASES, Families
from tests.reports.data.disclosure.solver import Attack, Name
from tests.reports.data.disclosure.window_families import FLOWS
from tests.reports.data.disclosure.world import THRESHOLD, Cell


@dataclass(frozen=True)
class Recovered:
    """How many numbers are hidden, how many of them are small, and which small ones were solved."""

    figures: int
    hidden: int
    small: int
    exact: tuple[Name, ...]
    within_one: tuple[Name, ...]


def recover_families(families: Families, editions: Sequence[Path]) -> Recovered:
    """Try to solve every hidden number of the editions, in each value that it had."""
    attack, actual = Attack(), dict[Name, float]()
    for load, folder in enumerate(editions):
        state = families.as_of(load)
        actual |= {_name(cell, sent): number for cell, (number, sent) in state.items()}
        rows = [row for series in published.series_rows(folder) for row in series]
        shown = {row.cell: row.numerator for row in rows}
        shown |= {(row.cell[0] + CASES, *row.cell[1:]): row.denominator for row in rows if row.denominator is not None}
        attack.values |= {_name(cell, state[cell][1]): number for cell, number in shown.items() if cell in state}
    hidden = {name: number for name, number in actual.items() if name not in attack.values}
    for name, number in hidden.items():
        is_small = 0 < number < THRESHOLD
        attack.bounds[name] = (1.0, THRESHOLD - 1.0) if is_small else (float(THRESHOLD), math.inf)
        if name[1] in FLOWS:
            attack.bounds[name] = (1.0, math.inf)
    for load in range(len(editions)):
        _add_sums(attack, families, load)
    organisations = {cell[1] for cell in families.as_of(len(editions) - 1)}
    ranges = attack.ranges(organisations)
    small = {name for name, number in hidden.items() if 0 < number < THRESHOLD}
    exact = {name[1:4] for name in small if name in ranges and _width(ranges[name]) < 0.5}
    near = {name[1:4] for name in small if name in ranges and _width(ranges[name]) < 2.5}
    return Recovered(len(actual), len(hidden), len(small), tuple(sorted(exact)), tuple(sorted(near - exact)))


def _name(cell: Cell, load: int) -> Name:
    return ("top", *cell, str(load))


def _width(ends: tuple[float, float]) -> float:
    return ends[1] - ends[0]


def _add_sums(attack: Attack, families: Families, load: int) -> None:
    """The sums that are true after a file, with the published numbers put in."""
    state = families.as_of(load)
    for factors in families.sums:
        if not all(cell in state or cell in families.published for cell in factors):
            continue
        total = sum(f * families.published.get(cell, state.get(cell, (0.0, 0))[0]) for cell, f in factors.items())
        if abs(total) < 1e-6:
            known = sum(factor * families.published.get(cell, 0.0) for cell, factor in factors.items())
            attack.add(
                {_name(cell, state[cell][1]): factor for cell, factor in factors.items() if cell in state}, -known
            )
