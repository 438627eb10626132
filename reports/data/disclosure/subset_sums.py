"""Totals of some of many organisations, which nothing but the figures leads to: found also in fewer months than those.

With fewer months than organisations many weighted sums fit a total, but hardly ever with weights from 0 to 1: of 30
wards in 24 months only 1 for those that are in the total, and 0 for the others. So the best weights between 0 and 1 are
computed (least squares), rounded, and tried. Where other weights fit as well, a search for whole ones is made.

A total may hold from some month on only, or until one: then the same is tried in short runs of months.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from reports.data.disclosure.chance import SPARE_BITS, count_bits, find_best_run, is_changed, score_cells
from reports.data.disclosure.number_table import EQUAL, Mask, Matrix, NumberTable, Places
from reports.data.disclosure.relations import MOST_DIFFERENT
from reports.data.disclosure.sums import holds_mostly

ENOUGH_MONTHS = 8
"""Different months in which a total must be the sum."""
MOST_PARTS = 4
"""Times the number of months. With 30 random wards of two trusts, least squares alone give the right ones of 18 in 20
totals in 18 months, and of 10 in 15 months. The search gives those of 5 in 5 in 8 months; with 40 wards in 12, of 3."""
MOST_STEPS = 1000
"""Of the search: about 0.3 s. With 2.5 wards a month it takes 0.04 s."""
MEASURE_BITS = 10
"""The same is looked for in each measure: a thousand of them at most."""
PARTS_PER_MONTH = 2.5
"""Of a short run: with more the search takes ten times as long."""


@dataclass(frozen=True)
class Candidate:
    """A number that may be a total, and those that may be its parts (columns), by month, with their places."""

    whole: Matrix
    parts: Matrix
    places: Places
    bits: float
    """How much evidence is needed: each part is in the sum or not, and each organisation may be the total."""

    @property
    def evidence(self) -> Matrix:
        """How much evidence each month would be. A month that is like the one before gives none."""
        bits: Matrix = np.where(is_changed(self.whole), count_bits(2 * self.whole), 0)
        return bits

    @property
    def run_bits(self) -> float:
        """How much is needed of a run of months, which may begin with any."""
        return self.bits + float(np.log2(len(self.whole)))

    def is_sum(self, is_chosen: Mask) -> bool:
        """Whether these parts are the whole in most months or in a run of them, and not by chance."""
        columns = np.column_stack([self.whole, self.parts[:, is_chosen]])
        left = self.whole - columns[:, 1:].sum(axis=1)
        is_equal = np.abs(left) < EQUAL
        if is_chosen.sum() < 2 or self.evidence[is_equal].sum() < self.bits:
            return False
        scores = score_cells(is_equal, np.ones_like(is_equal), self.evidence)
        run = find_best_run(scores)
        holds_in_run = scores[run].sum() >= self.run_bits and holds_mostly(columns[run], left[run], ENOUGH_MONTHS)
        return bool(holds_in_run or holds_mostly(columns, left, ENOUGH_MONTHS))

    def list_runs(self) -> Iterator[slice]:
        """All months, then runs just long enough: the first, the last, and some between."""
        months = len(self.whole)
        yield slice(None)
        mean = float(self.evidence.mean())
        needed = (ENOUGH_MONTHS, len(self.places) / PARTS_PER_MONTH, self.run_bits / mean if mean else np.inf)
        if max(needed) < months:
            length = int(np.ceil(max(needed)))
            starts = {*range(0, months - length, max(1, length // 2)), months - length}
            yield from (slice(start, start + length) for start in sorted(starts, reverse=True))


def find_subset_sums(table: NumberTable) -> Iterator[dict[int, float]]:
    """Find columns that are the sum of some of the parts, the smallest first: the columns of each with their factors.

    What a part leaves out is zero. A total that has been found is in larger ones by its parts.
    """
    numbers, is_part = np.nan_to_num(table.numbers), table.is_part.copy()
    for whole in np.argsort(numbers.sum(axis=0), kind="stable"):
        rows = table.is_present[:, whole] & (numbers[:, whole] > 0)
        candidate = _make_candidate(numbers[rows], int(whole), is_part)
        if candidate is not None:
            chosen = _choose_parts(candidate)
            if len(chosen):
                is_part[whole] = False
                yield dict.fromkeys(chosen.tolist(), 1.0) | {int(whole): -1.0}


def _make_candidate(numbers: Matrix, whole: int, is_part: Mask) -> Candidate | None:
    """A column with those that may be its parts: hardly ever larger. None if there are too few months for them."""
    if len(numbers) < ENOUGH_MONTHS:
        return None
    is_smaller = (numbers <= numbers[:, [whole]]).mean(axis=0) >= 1 - MOST_DIFFERENT
    is_smaller[whole] = False
    places = np.flatnonzero(is_smaller & is_part & numbers.any(axis=0))
    if not 2 <= len(places) <= MOST_PARTS * len(numbers):
        return None
    bits = len(places) + np.log2(numbers.shape[1]) + MEASURE_BITS + SPARE_BITS
    return Candidate(numbers[:, whole], numbers[:, places], places, float(bits))


def _choose_parts(candidate: Candidate) -> Places:
    """The places of the parts that add up to the whole; none if there are none."""
    for run in candidate.list_runs():
        is_chosen = _choose_in_run(
            candidate, replace(candidate, whole=candidate.whole[run], parts=candidate.parts[run])
        )
        if is_chosen.any():
            return candidate.places[is_chosen]
    return candidate.places[:0]


def _choose_in_run(candidate: Candidate, run: Candidate) -> Mask:
    weights, left = _weigh_parts(run)
    is_chosen = weights > 0.5
    if not candidate.is_sum(is_chosen) and left < EQUAL * run.whole.max():
        is_chosen = _search_parts(run)
    return is_chosen if candidate.is_sum(is_chosen) else np.zeros_like(is_chosen)


def _weigh_parts(candidate: Candidate) -> tuple[Matrix, float]:
    """The weights from 0 to 1 with which the parts come nearest to the whole, and how much is left.

    Each weight and what it lacks to 1 are two numbers that are not negative and add up to 1.
    """
    # few homes have local measures of that many organisations, and the import takes most of a second
    from scipy.optimize import nnls

    count, size = candidate.parts.shape[1], float(candidate.whole.max())
    ones = size * np.eye(count)
    equations = np.block([[candidate.parts, np.zeros_like(candidate.parts)], [ones, ones]])
    try:
        weights, left = nnls(equations, np.concatenate([candidate.whole, np.full(count, size)]), maxiter=30 * count)
    except RuntimeError:  # it did not come to an end, so nothing is known
        return np.zeros(count), np.inf
    return weights[:count], float(left)


def _search_parts(candidate: Candidate) -> Mask:
    """Whole weights, 0 or 1, where others fit too; none where the search ends without any."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    count = candidate.parts.shape[1]
    exact = LinearConstraint(candidate.parts, candidate.whole - EQUAL, candidate.whole + EQUAL)
    options = {"node_limit": MOST_STEPS}
    result = milp(np.zeros(count), constraints=exact, bounds=Bounds(0, 1), integrality=np.ones(count), options=options)
    is_chosen: Mask = np.zeros(count, dtype=bool) if result.x is None else result.x > 0.5
    return is_chosen
