"""An attacker with a solver: what must be true of the hidden figures, given all editions that were published.

Known from outside are the figures that an edition shows, which figures each file sent, which measures and
organisations add up, and how lines are computed. Each of these is a linear equation over whole numbers. A hidden number
is recovered when the least and the greatest value that satisfy all equations are the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tests.reports.data.disclosure import edition as published
from tests.reports.data.disclosure.solver import UNITS, Attack, Equation, Name
from tests.reports.data.disclosure.world import ADDED_UP, ARRIVALS, THRESHOLD, Cell, World

LEAST_SHARE_PRECISION = 1e-9
TITLES = {name.replace("_", " ").capitalize(): name for name in UNITS}
OF_PEOPLE = ("calls", "readmitted", "harm", "harm_rate", "failed", "on_foot")


def attack(world: World, editions: Sequence[Path]) -> Attack:
    """Everything that the editions say, of which the n-th was published after the n-th file."""
    actual = Attack()
    for load, folder in enumerate(editions):
        _add_shown(actual, world, folder, load)
    for load in range(len(editions)):
        _bound_small(actual, world, load)
        _add_sums(actual, world, load)
    _add_measures(actual, world)
    for load, folder in enumerate(editions):
        _add_means(actual, world, folder, load)
        _add_area_sums(actual, world, folder, load)
    return actual


def _name(world: World, cell: Cell, load: int, what: str = "top") -> Name:
    return (what, *cell, str(world.sent_in(cell, load)))


def _add_shown(actual: Attack, world: World, folder: Path, load: int) -> None:
    """The figures of every series, and of the list of corrections: as first sent, and as they are now."""
    for row in (row for series in published.series_rows(folder) for row in series):
        actual.values[_name(world, row.cell, load)] = row.numerator
        if row.denominator is not None:
            actual.values[_name(world, row.cell, load, "bottom")] = row.denominator
    for sent_again in published.sent_again(folder):
        cell = (TITLES[sent_again["measure"]], sent_again["organisation"], sent_again["month"])
        first = min(at for at, sent in enumerate(world.loads) if cell in sent)
        for column, at in (("first", first), ("now", load)):
            if (text := sent_again[column].replace(",", "")).isdecimal():
                actual.values[_name(world, cell, at)] = float(text)
    actual.values = {name: value for name, value in actual.values.items() if not math.isnan(value)}


def _bound_small(actual: Attack, world: World, load: int) -> None:
    """A trust's number lies below the threshold if nothing else could have hidden it.

    Figures are hidden with a total that was shown before, when they have changed since: then several parts of it have.
    """
    corrected = world.corrected()
    for cell in world.as_of(load):
        measure, code, month = cell
        if code in world.members and measure in OF_PEOPLE and _name(world, cell, load) not in actual.values:
            beside = [(measure, other, month) for other in world.members_of(world.members[code], 0) if other != code]
            if cell not in corrected or not corrected.intersection(beside):
                actual.bounds[_name(world, cell, load)] = (1.0, THRESHOLD - 1.0)


def _add_sums(actual: Attack, world: World, load: int) -> None:
    """Each total with its parts; one that was not sent again counts where it is still true."""
    figures = world.as_of(load)
    for cell, figure in figures.items():
        measure, total, month = cell
        if measure not in ADDED_UP or total in world.members:
            continue
        parts = [(measure, code, month) for code in world.members_of(total, load)]
        if figure[0] == sum(figures[part][0] for part in parts):
            for what in ("top", "bottom") if UNITS[measure] == "share" else ("top",):
                names = {_name(world, part, load, what): -1.0 for part in parts}
                actual.add({_name(world, cell, load, what): 1.0, **names})


def _add_measures(actual: Attack, world: World) -> None:
    places = {(code, month) for _, code, month in world.loads[0]}
    for code, month in places:

        def top(measure: str, when: str = month, code: str = code) -> Name:
            return ("top", measure, code, when, "0")

        here = {measure for measure in UNITS if (measure, code, month) in world.now}
        if "all_falls" in here:
            actual.add({top("all_falls"): 1.0, top("harm"): -1.0, top("no_harm"): -1.0})
        if "arrived" in here:
            actual.add({top("arrived"): 1.0, **{top(part): -1.0 for part in ARRIVALS}})
        if "failed" in here:
            cases = ("bottom", "failed", code, month, "0")
            actual.add({top("passed"): 1.0, top("failed"): 1.0, cases: -1.0})
            actual.add({cases: 1.0, ("bottom", "passed", code, month, "0"): -1.0})
        if "harm_rate" in here:
            actual.add({top("harm_rate"): 1.0, top("harm"): -1.0})
            at = world.months.index(month)
            before = {top("harm_since_start", world.months[at - 1]): -1.0} if at else {}
            actual.add({top("harm_since_start"): 1.0, **before, top("harm"): -1.0})


def _add_means(actual: Attack, world: World, folder: Path, load: int) -> None:
    """A mean of all months of a series; a share's hidden months are shares, whose fractions are looked for."""
    for rows in published.series_rows(folder):
        means = {row.mean for row in rows}
        measure, code, _ = rows[0].cell
        months = [month for month in world.months if (measure, code, month) in world.now]
        if len(means) != 1 or None in means:
            continue
        [mean] = means
        if UNITS[measure] == "count":
            names = {_name(world, (measure, code, month), load): 1.0 for month in months}
            actual.add(names, len(months) * (mean or 0.0), 1e-6 * max(1.0, abs(mean or 0.0)))
        else:
            shares = {row.cell[2]: row.value for row in rows}
            known = len(months) * (mean or 0.0) - sum(shares.values())
            cells = [(measure, code, month) for month in months if month not in shares]
            if names := {_name(world, cell, load, "share"): 1.0 for cell in cells}:
                actual.equations.append(Equation(names, known, LEAST_SHARE_PRECISION))


def _add_area_sums(actual: Attack, world: World, folder: Path, load: int) -> None:
    for (measure, area, month), (top, count) in published.area_sums(folder).items():
        codes = [code for code in world.members_of(area, load) if (measure, code, month) in world.now]
        if len(codes) == count:
            actual.add({_name(world, (measure, code, month), load): 1.0 for code in codes}, top)


@dataclass(frozen=True)
class Outcome:
    """How many values are hidden, how many were found exactly, and how many within one either way."""

    hidden: int
    small: int
    exact: tuple[Cell, ...]
    within_one: tuple[Cell, ...]


def recover(world: World, editions: Sequence[Path]) -> Outcome:
    """Try to solve every hidden figure of the editions, in each value that it had."""
    actual = attack(world, editions)
    # sums of hidden numbers may be as large as they like: what is looked for are the numbers of single trusts
    ranges = actual.ranges(world.members)
    every = {
        _name(world, cell, load): figure for load in range(len(editions)) for cell, figure in world.as_of(load).items()
    }
    hidden = {name: figure for name, figure in every.items() if name not in actual.values}
    small = [name for name, figure in hidden.items() if 0 < figure[0] < THRESHOLD]
    exact: set[Cell] = set()
    near: set[Cell] = set()
    for name, (least, greatest) in ranges.items():
        if name[0] == "share" and greatest - least < 10 * LEAST_SHARE_PRECISION:
            exact |= {_cell(name)} if _is_fraction(world, name, least) else set()
        elif name[0] != "share" and greatest - least < 1e-3:
            exact.add(_cell(name))
        elif name[0] != "share" and greatest - least < 3 - 1e-3:
            near.add(_cell(name))
    return Outcome(len(hidden), len(small), tuple(sorted(exact)), tuple(sorted(near - exact)))


def _cell(name: Name) -> Cell:
    _, measure, organisation, month, *_ = name
    return measure, organisation, month


def _is_fraction(world: World, name: Name, share: float) -> bool:
    """Whether the simplest fraction that a share may be is the hidden one."""
    top, bottom = world.now[name[1], name[2], name[3]]
    scale = 1000 if UNITS[name[1]] == "rate" else 1
    return Fraction(share / scale).limit_denominator(2000) == Fraction(top / (bottom or 1)).limit_denominator(2000)
