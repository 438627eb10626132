"""An attacker with a solver: what must be true of the hidden figures, given everything that an edition publishes.

Known from outside are the figures that are shown, which measures and organisations add up, and how lines are
computed. Each of these is a linear equation over whole numbers. A hidden number is recovered when the least and the
greatest value that satisfy all equations are the same.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.reports.disclosure import edition as published
from tests.reports.disclosure.world import ADDED_UP, DEFINITIONS, ENGLAND, REGION, Cell, World

Name = tuple[str, ...]
"""A number: what it is of a figure (top, bottom, share), measure, organisation, month, vintage."""
UNITS = {name: unit for name, unit, _ in DEFINITIONS}
LEAST_SHARE_PRECISION = 1e-9


@dataclass(frozen=True)
class Equation:
    """A sum of numbers, each with its factor, within a tolerance of what is known."""

    factors: dict[Name, float]
    known: float
    tolerance: float = 1e-6


@dataclass
class Attack:
    """Everything that is known from outside."""

    values: dict[Name, float] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    bounds: dict[Name, tuple[float, float]] = field(default_factory=dict)

    def add(self, factors: dict[Name, float], known: float = 0.0, tolerance: float = 1e-6) -> None:
        """Add an equation with the numbers that are shown put in."""
        unknown = {name: factor for name, factor in factors.items() if name not in self.values}
        known -= sum(factor * self.values[name] for name, factor in factors.items() if name in self.values)
        if unknown:
            self.equations.append(Equation(unknown, known, tolerance))

    def bound(self, name: Name) -> tuple[float, float]:
        return self.bounds.get(name, (0.0, math.inf))

    def ranges(self, organisations: Iterable[str]) -> dict[Name, tuple[float, float]]:
        """The least and the greatest value of the unknown numbers of these that an equation says anything of."""
        actual, wanted = {}, frozenset(organisations)
        for part in _components(_without_slack(self)):
            actual |= _solve(self, part, wanted)
        return actual


def _without_slack(attack: Attack) -> list[Equation]:
    """Leave out equations that hold whatever the others say: those with a number that stands nowhere else."""
    left = list(attack.equations)
    while True:
        uses: dict[Name, int] = defaultdict(int)
        for equation in left:
            for name in equation.factors:
                uses[name] += 1
        informative = [
            item for item in left if not any(uses[n] == 1 and _takes_up(attack, item, n) for n in item.factors)
        ]
        if len(informative) == len(left):
            return left
        left = informative


def _takes_up(attack: Attack, equation: Equation, name: Name) -> bool:
    """Whether this number can make up for anything that the others of its equation are."""
    if attack.bound(name) != (0.0, math.inf):
        return False
    own = equation.factors[name]
    least = equation.known / own
    for other, factor in equation.factors.items():
        if other != name:
            ends = [-factor / own * end if end or not math.isinf(end) else 0.0 for end in attack.bound(other)]
            least += min(ends)
    return least >= 0


def _components(equations: list[Equation]) -> Iterable[list[Equation]]:
    """Equations that share unknown numbers, together."""
    of: dict[Name, int] = {}
    groups: dict[int, list[Equation]] = {}
    for at, equation in enumerate(equations):
        groups[at] = [equation]
        for group in {of[name] for name in equation.factors if name in of}:
            groups[at] += groups.pop(group)
        for group_item in groups[at]:
            of |= dict.fromkeys(group_item.factors, at)
    return groups.values()


def _solve(attack: Attack, equations: list[Equation], organisations: frozenset[str]) -> dict[Name, tuple[float, float]]:
    names = sorted({name for equation in equations for name in equation.factors})
    place = {name: at for at, name in enumerate(names)}
    matrix = np.zeros((len(equations), len(names)))
    for row, equation in enumerate(equations):
        for name, factor in equation.factors.items():
            matrix[row, place[name]] = factor
    known = np.array([equation.known for equation in equations])
    tolerance = np.array([equation.tolerance for equation in equations])
    bounds = np.array([attack.bound(name) for name in names])
    whole = np.array(
        [0 if name[0] == "share" or (UNITS[name[1]] == "days" and name[0] == "top") else 1 for name in names]
    )
    actual = {}
    for name, at in place.items():
        if name[2] not in organisations or name[0] == "bottom":
            continue
        ends = []
        for sign in (1.0, -1.0):
            aim = np.zeros(len(names))
            aim[at] = sign
            result = milp(
                aim,
                constraints=LinearConstraint(matrix, known - tolerance, known + tolerance),
                bounds=Bounds(bounds[:, 0], bounds[:, 1]),
                integrality=whole,
                options={"time_limit": 2.0},
            )
            ends.append(sign * result.fun if result.success else -sign * math.inf)
        actual[name] = (ends[0], ends[1])
    return actual


def attack(world: World, folder: Path, threshold: int) -> Attack:
    """Everything that an edition of this world says."""
    actual = Attack()
    rows = [row for series in published.series_rows(folder) for row in series]
    for row in rows:
        actual.values["top", *row.cell, "now"] = row.numerator
        if row.denominator is not None:
            actual.values["bottom", *row.cell, "now"] = row.denominator
    _add_vintages(actual, world, folder)
    hidden = set(world.now) - {row.cell for row in rows}
    _bound_small(actual, world, hidden, threshold)
    _add_sums(actual, world)
    _add_measures(actual, world)
    _add_means(actual, world, folder)
    _add_area_sums(actual, world, folder)
    return actual


def _add_vintages(actual_attack: Attack, world: World, folder: Path) -> None:
    """What was sent first is what is sent now, but where the list of corrections says so."""
    titles = {name.replace("_", " ").capitalize(): name for name in UNITS}
    for row in published.sent_again(folder):
        for name, vintage in (("first", "first"), ("now", "now")):
            if row[name].replace(",", "").isdecimal():
                cell = (titles[row["measure"]], row["organisation"], row["month"])
                actual_attack.values["top", *cell, vintage] = float(row[name].replace(",", ""))
    for cell in set(world.first) - set(world.again):
        if ("top", *cell, "now") in actual_attack.values:
            actual_attack.values["top", *cell, "first"] = actual_attack.values["top", *cell, "now"]


def _bound_small(actual_attack: Attack, world: World, hidden: set[Cell], threshold: int) -> None:
    """A trust's number that nothing else could have hidden lies below the threshold."""
    for measure, code, month in hidden:
        if code in world.members and measure in ("calls", "readmitted", "harm", "harm_rate", "failed"):
            first = (measure, code, month) in world.again and measure == "calls"
            actual_attack.bounds["top", measure, code, month, "now"] = (1.0, threshold - 1.0)
            if first:
                actual_attack.bounds.pop(("top", measure, code, month, "now"))
    for name, value in list(actual_attack.values.items()):
        if math.isnan(value):
            actual_attack.values.pop(name)


def _add_sums(actual_attack: Attack, world: World) -> None:
    for measure, total, month in world.now:
        if measure in ADDED_UP and total not in world.members:
            codes = [code for code, area in world.members.items() if total in (area, REGION, ENGLAND)]
            ends = ("top", "bottom") if UNITS[measure] == "share" else ("top",)
            for end in ends:
                for vintage in ("now", "first") if measure == "calls" else ("now",):
                    own = {(end, measure, total, month, vintage): 1.0}
                    actual_attack.add({**own, **{(end, measure, code, month, vintage): -1.0 for code in codes}})
    for cell in set(world.first) - set(world.again):
        if cell[0] == "calls":
            actual_attack.add({("top", *cell, "now"): 1.0, ("top", *cell, "first"): -1.0})


def _add_measures(actual_attack: Attack, world: World) -> None:
    places = {(code, month) for _, code, month in world.now}
    for code, month in places:

        def top(measure: str, when: str = month, code: str = code) -> Name:
            return ("top", measure, code, when, "now")

        here = {measure for measure in UNITS if (measure, code, month) in world.now}
        if "all_falls" in here:
            actual_attack.add({top("all_falls"): 1.0, top("harm"): -1.0, top("no_harm"): -1.0})
        if "failed" in here:
            cases = ("bottom", "failed", code, month, "now")
            actual_attack.add({top("passed"): 1.0, top("failed"): 1.0, cases: -1.0})
            actual_attack.add({cases: 1.0, ("bottom", "passed", code, month, "now"): -1.0})
        if "harm_rate" in here:
            actual_attack.add({top("harm_rate"): 1.0, top("harm"): -1.0})
            at = world.months.index(month)
            before = {top("harm_since_start", world.months[at - 1]): -1.0} if at else {}
            actual_attack.add({top("harm_since_start"): 1.0, **before, top("harm"): -1.0})


def _add_means(actual_attack: Attack, world: World, folder: Path) -> None:
    """A mean of all months of a series; a share's hidden months are shares, whose fractions are looked for."""
    for rows in published.series_rows(folder):
        means = {row.mean for row in rows}
        measure, code, _ = rows[0].cell
        months = [month for month in world.months if (measure, code, month) in world.now]
        if len(means) != 1 or None in means:
            continue
        [mean] = means
        if UNITS[measure] == "count":
            names = {("top", measure, code, month, "now"): 1.0 for month in months}
            actual_attack.add(names, len(months) * (mean or 0.0), 1e-6 * max(1.0, abs(mean or 0.0)))
        else:
            shares = {row.cell[2]: row.value for row in rows}
            known = len(months) * (mean or 0.0) - sum(shares.values())
            names = {("share", measure, code, month, "now"): 1.0 for month in months if month not in shares}
            if names:
                actual_attack.equations.append(Equation(names, known, LEAST_SHARE_PRECISION))


def _add_area_sums(actual_attack: Attack, world: World, folder: Path) -> None:
    for (measure, area, month), (top, count) in published.area_sums(folder).items():
        codes = [code for code, its in world.members.items() if its == area and (measure, code, month) in world.now]
        if len(codes) == count:
            actual_attack.add({("top", measure, code, month, "now"): 1.0 for code in codes}, top)


@dataclass(frozen=True)
class Outcome:
    """How many hidden figures there are, how many were found exactly, and how many within one either way."""

    hidden: int
    small: int
    exact: tuple[Cell, ...]
    within_one: tuple[Cell, ...]


def recover(world: World, folder: Path, threshold: int) -> Outcome:
    """Try to solve every hidden figure of an edition."""
    actual = attack(world, folder, threshold)
    # sums of hidden numbers may be as large as they like: what is looked for are the numbers of single trusts
    ranges = actual.ranges(world.members)
    shown = {name[1:4] for name in actual.values if name[-1] == "now" and name[0] == "top"}
    hidden = set(world.now) - shown
    small = {cell for cell in hidden if 0 < world.now[cell][0] < threshold}
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
