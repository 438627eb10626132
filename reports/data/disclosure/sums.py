"""Sums and differences of any number of measures: four parts and their whole, parts of a published whole, and more.

Sums of two parts are found in SQL (`relations.py`), which also works with few months; more parts need linear algebra
(`linear_sums.py`). A part that is almost always zero is looked for in what a sum of the others leaves over. A sum need
not hold everywhere: a run of rows is enough, as at one organisation or from some month on, if it is no chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from reports.data.disclosure.chance import SPARE_BITS, count_bits, find_best_run, score_cells
from reports.data.disclosure.linear_sums import SPARE_ROWS, null_space, plain_vectors, runs_of_rows, sums_to_wholes
from reports.data.disclosure.number_table import Mask, Matrix, NumberTable, Places
from reports.data.disclosure.relations import ENOUGH_MONTHS, MOST_DIFFERENT

MOST_PATTERNS = 20
"""Sets of measures that are reported together, the most frequent first: trusts, boards and a few with a gap."""
ENOUGH_ROWS_OF_WHOLE = 5
"""Different rows in which own numbers must make up a number that is not own: hundreds of those are compared, and small
numbers often agree with one of them in a few months by chance."""
MOST_RUNS, MOST_RUNS_OF_WHOLE = 100, 12
"""Runs of rows that are tried, the second where own numbers may make up another, because those tries are many. With
wrong cells in a tenth of 20 rows one run in eight has none, with one in twenty one in three."""
ALMOST_ALL = 0.9
"""Share of the rows in which a number must be present to be tried together with others: short runs avoid its gaps."""
EQUAL = 1e-6
MOST_RARE = 12
"""Rare numbers that are tried in what a sum leaves over, each, in twos and in threes: 298 sets."""


@dataclass(frozen=True)
class ColumnSum:
    """Columns that add up to zero, each with its factor: in most rows, or only in a run of them."""

    factors: dict[int, float]
    is_everywhere: bool = True


@dataclass(frozen=True)
class RowGroup:
    """Rows with the same numbers, and which columns of them are tried: as parts, and as wholes that are not own."""

    numbers: Matrix
    parts: Places
    wholes: Places
    rare: Places
    """Own numbers that are above zero in few of the rows."""

    @property
    def bits_of_run(self) -> float:
        """How much evidence a run of rows must give to be no chance.

        Each part has one of three factors, there are two wholes at most, and the run may begin in any row.
        """
        wholes = 2 * np.log2(max(1, len(self.wholes)))
        return float(np.log2(3) * len(self.parts) + wholes + np.log2(len(self.numbers)) + SPARE_BITS)


def find_sums(table: NumberTable) -> Iterator[ColumnSum]:
    """Find sums that are zero, among rows that have the same parts.

    Sums of parts alone are looked for in a table without wholes.
    """
    for group in _group_rows(table):
        enough = ENOUGH_ROWS_OF_WHOLE if len(group.wholes) else ENOUGH_MONTHS
        for factors in _try_sums(group):
            yield from _complete(group, factors, enough)


def _group_rows(table: NumberTable) -> Iterator[RowGroup]:
    # of a number that is almost always zero nothing can be learnt
    is_frequent = (table.numbers > 0).sum(axis=0) >= ENOUGH_MONTHS
    nothing = np.empty(0, dtype=np.intp)
    for pattern, rows in _list_patterns(table):
        parts, rare = np.flatnonzero(pattern & is_frequent), _list_rare(rows, pattern)
        if table.is_part.all():
            yield RowGroup(rows, parts, nothing, rare)
        for wholes, is_row in _group_wholes(rows, np.flatnonzero(is_frequent & ~table.is_part)):
            yield RowGroup(rows[is_row], parts, wholes, rare)


def _list_patterns(table: NumberTable) -> Iterator[tuple[Mask, Matrix]]:
    """Sets of parts that are reported together, with the rows that have all of them."""
    is_present = table.is_present & table.is_part
    patterns, counts = np.unique(is_present, axis=0, return_counts=True)
    tried, count = list[Mask](), 0
    for pattern in patterns[np.argsort(-counts, kind="stable")]:
        # a sum of fewer numbers was found with the others, if those had rows enough
        if count == MOST_PATTERNS or any((pattern <= larger).all() for larger in tried):
            continue
        count += 1
        rows = table.numbers[is_present[:, pattern].all(axis=1)]
        yield pattern, rows
        if len(rows) >= 2 * (pattern.sum() + SPARE_ROWS):
            tried.append(pattern)


def _list_rare(rows: Matrix, pattern: Mask) -> Places:
    often = (rows > 0).mean(axis=0)
    rare = np.flatnonzero(pattern & (often > 0) & (often <= MOST_DIFFERENT))
    return rare[np.argsort(often[rare], kind="stable")][:MOST_RARE]


def _group_wholes(rows: Matrix, wholes: Places) -> Iterator[tuple[Places, Mask]]:
    """Numbers that are present in the same of these rows, with these rows; those with few gaps are together."""
    is_present = ~np.isnan(rows[:, wholes])
    is_row: Mask = np.asarray(is_present.any(axis=1))
    is_dense = is_present.sum(axis=0) >= ALMOST_ALL * is_row.sum()
    if is_dense.any() and is_row.any():
        yield wholes[is_dense], is_row
    masks, group = np.unique(is_present[:, ~is_dense], axis=1, return_inverse=True)
    for at, mask in enumerate(masks.T if not is_dense.all() else ()):
        if mask.any():
            yield wholes[~is_dense][group.ravel() == at], mask


def _try_sums(group: RowGroup) -> Iterator[dict[int, float]]:
    """Sums that hold in a run of the rows."""
    tried: set[bytes] = set()
    most = MOST_RUNS_OF_WHOLE if len(group.wholes) else MOST_RUNS
    for run in runs_of_rows(len(group.numbers), len(group.parts), most):
        rows = group.numbers[run]
        wholes = group.wholes[~np.isnan(rows[:, group.wholes]).any(axis=0)]
        columns = np.concatenate([group.parts, wholes])
        own = rows[:, group.parts]
        for vector in sums_to_wholes(own, rows[:, wholes]) if len(group.wholes) else plain_vectors(null_space(own)):
            factors = dict(zip(columns[vector != 0].tolist(), vector[vector != 0].tolist(), strict=True))
            if (name := repr(factors).encode()) not in tried:
                tried.add(name)
                yield factors


def _complete(group: RowGroup, factors: dict[int, float], enough: int) -> Iterator[ColumnSum]:
    """A sum that holds in most rows: as it is, and with rare numbers that are what it leaves over."""
    is_row = ~np.isnan(group.numbers[:, list(factors)]).any(axis=1)
    group = replace(group, numbers=group.numbers[is_row])
    parts = group.numbers[:, list(factors)]
    left = parts @ np.array(list(factors.values()))
    if holds_mostly(parts, left, enough):
        yield ColumnSum(factors)
    elif len(left) and _holds_in_run(parts, left, enough, group.bits_of_run):
        yield ColumnSum(factors, is_everywhere=False)
    is_left = np.abs(left) > EQUAL
    if not is_left.any() or is_left.mean() > 0.5:
        return
    rare = [at for at in group.rare if at not in factors and (group.numbers[is_left, at] > 0).any()]
    for size in (1, 2, 3):
        for more in combinations(rare, size):
            extra = group.numbers[:, list(more)]
            for sign in (1, -1):
                rest = left + sign * extra.sum(axis=1)
                is_part = is_left & (np.abs(rest) <= EQUAL)
                explains = (extra[is_part] > 0).any(axis=0).all() and holds_mostly(extra, rest, 1)
                if explains and holds_mostly(np.hstack([parts, extra]), rest, enough):
                    yield ColumnSum(factors | dict.fromkeys(more, float(sign)))


def score_sum(parts: Matrix, left: Matrix) -> Matrix:
    """The evidence of each row for a sum. A row that is like the one before adds none."""
    is_new = np.concatenate([[True], (np.diff(parts, axis=0) != 0).any(axis=1)])
    bits = np.where(is_new, count_bits(np.abs(parts).sum(axis=1)), 0)
    return score_cells(np.abs(left) <= EQUAL, (parts != 0).any(axis=1), bits)


def _holds_in_run(parts: Matrix, left: Matrix, enough: int, bits: float) -> bool:
    scores = score_sum(parts, left)
    evidence = scores[scores > 0]
    if evidence.sum() < bits:
        return False
    # a row that differs outweighs four that agree, so that no run goes on where the sum does not hold mostly
    run = find_best_run(np.where(scores < 0, (1 - 1 / MOST_DIFFERENT) * evidence.mean(), scores))
    # of a number that is zero in nearly all of the run nothing can be learnt
    is_agreed = (parts[run] != 0) & (np.abs(left[run]) <= EQUAL)[:, None]
    has_all = bool((is_agreed.sum(axis=0) >= ENOUGH_MONTHS).all())
    return has_all and float(scores[run].sum()) >= bits and holds_mostly(parts[run], left[run], enough)


def holds_mostly(parts: Matrix, left: Matrix, enough: int) -> bool:
    """Whether the sum holds in most rows that have any part of it, as `relations.py` asks of two parts."""
    is_case = parts != 0
    is_row = is_case.any(axis=1)
    is_different = np.abs(left) > EQUAL
    different_rows = np.unique(parts[is_row & ~is_different], axis=0)
    # a part that is almost always zero may be left out of any sum: the rows in which it is not must agree too
    is_part = bool((2 * (is_case & is_different[:, None]).sum(axis=0) <= is_case.sum(axis=0)).all())
    return len(different_rows) >= enough and is_part and bool(is_different[is_row].mean() <= MOST_DIFFERENT)
