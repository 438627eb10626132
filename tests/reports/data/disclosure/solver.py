"""Linear equations over whole numbers, and the least and the greatest value that satisfy them for each number."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.reports.data.disclosure.world import DEFINITIONS

Name = tuple[str, ...]
"""A number: what it is of a figure (top, bottom, share), measure, organisation, month, and the file that sent it."""
UNITS = {name: unit for name, unit, _ in DEFINITIONS}


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
        actual: dict[Name, tuple[float, float]] = {}
        wanted = frozenset(organisations)
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
        [0 if name[0] == "share" or (UNITS.get(name[1]) == "days" and name[0] == "top") else 1 for name in names]
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
