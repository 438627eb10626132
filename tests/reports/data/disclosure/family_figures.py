"""The figures of a made-up home of families: what each file sends, and which sums are true."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.reports.data.disclosure.world import THRESHOLD, Cell

MONTHS = tuple(f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(24))
MERGED = MONTHS[18]
PUBLISHED_MONTHS = MONTHS[-10:]
TRUSTS = ("RZA", "RZB", "RZC")
Factors = dict[Cell, float]
CASES = " cases"
"""Behind the name of a share: its denominator, which is a number of its own here."""


@dataclass
class Families:
    """Figures by file, published figures, and sums that are zero: each figure with its factor."""

    seed: int
    loads: list[dict[Cell, float]] = field(default_factory=lambda: [{}, {}, {}])
    published: dict[Cell, float] = field(default_factory=dict)
    sums: list[Factors] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(f"families {self.seed}")

    def few(self, chance: float = 0.2) -> int:
        return self.random.randint(1, THRESHOLD - 1) if self.random.random() < chance else self.random.randint(9, 30)

    def many(self) -> int:
        return self.random.randint(40, 90)

    def send(self, code: str, month: str, load: int = 0, **numbers: float) -> None:
        self.loads[load] |= {(measure, code, month): float(number) for measure, number in numbers.items()}

    def add(self, whole: Cell, *parts: Cell) -> None:
        self.sums.append({whole: 1.0, **dict.fromkeys(parts, -1.0)})

    def as_of(self, load: int) -> dict[Cell, tuple[float, int]]:
        """Each figure after a file, and which file sent it."""
        return {cell: (number, at) for at in range(load + 1) for cell, number in self.loads[at].items()}
