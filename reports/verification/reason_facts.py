"""What the reasons of a verdict are read from, and how their counts and months are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.verification.practice_facts import PracticeWarehouse, Row
from reports.verification.shown_numbers import SHORT_MONTH, read_month, read_number

Parts = dict[str, str | None]
Faults = Iterator[str]


@dataclass(frozen=True)
class ReasonFacts:
    """A verdict with what its reasons are read from."""

    warehouse: PracticeWarehouse
    row: Row

    def parameter(self, name: str) -> float:
        return self.warehouse.parameters.get(name, 0.0)


def say_unless(fact: str, is_right: bool) -> str:
    """What is wrong; nothing where it is right."""
    return "" if is_right else fact


def check_count(name: str, shown: str | None, true: float | None) -> str:
    is_right = shown is not None and true is not None and read_number(shown).value == true
    return say_unless(f"{name}: {true}", is_right)


def check_span(name: str, shown: str | None, row: Row) -> str:
    """The months of a window: its first and its last."""
    if shown is None:
        return ""
    ends = [f"{row[f'{name}_{end}']:%Y-%m}" if row.get(f"{name}_{end}") else "" for end in ("from", "to")]
    return say_unless(f"the months are {ends}", [read_month(month) for month in re.findall(SHORT_MONTH, shown)] == ends)
