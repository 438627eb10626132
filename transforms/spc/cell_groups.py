"""The cells of the points of `holdgain spc`, as groups of neighbouring columns.

Most cells repeat: those of a phase, a date or a combination of signals. Neighbouring cells that repeat together are a
group, of which each different content is written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from checks.files.csv_text import csv_lines


@dataclass(frozen=True)
class CellGroup:
    """Neighbouring columns: their different contents, and the number of each point's.

    Without numbers, the contents are those of the points in order.
    """

    names: tuple[str, ...]
    contents: Sequence[tuple[Any, ...]]
    numbers: np.ndarray | None = None

    def write(self) -> Sequence[str]:
        """The cells of each point as CSV."""
        lines = csv_lines(self.contents)
        return lines if self.numbers is None else _pick_texts(lines, self.numbers)

    def list_cells(self) -> Iterable[tuple[Any, ...]]:
        return self.contents if self.numbers is None else (self.contents[number] for number in self.numbers.tolist())


@dataclass(frozen=True)
class NumberColumn:
    """A column of numbers of its own; NaN is an empty cell."""

    name: str
    numbers: np.ndarray

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def write(self) -> Sequence[str]:
        # values are often rounded, and then few are different; to write one takes longer than to find its equals
        # (compared by their bits, because 0.0 and -0.0 are equal)
        different, places = np.unique(self.numbers.view(np.int64), return_inverse=True)
        # numbers are never formulas, and are written as csv.writer writes them
        texts = ["" if number != number else repr(number) for number in different.view(np.float64).tolist()]
        return _pick_texts(texts, places)

    def list_cells(self) -> Iterable[tuple[Any, ...]]:
        return ((None if number != number else number,) for number in self.numbers.tolist())


Cells = CellGroup | NumberColumn


def _pick_texts(texts: Sequence[str], numbers: np.ndarray) -> list[str]:
    # an array of objects hands them out four times as fast as a list is indexed
    picked: list[str] = np.array(texts, dtype=object)[numbers].tolist()
    return picked
