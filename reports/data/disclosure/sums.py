"""Sums and differences of any number of measures: four parts and their whole, parts of a published whole, and more.

Sums of two parts are found in SQL (`relations.py`), which also works with few months; more parts need linear algebra
(`linear_sums.py`). A part that is almost always zero is looked for in what a sum of the others leaves over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import duckdb
import numpy as np
import pyarrow as pa

from reports.data.disclosure.linear_sums import null_space, plain_vectors, runs_of_rows, sums_to_wholes
from reports.data.disclosure.number_table import Mask, Matrix, NumberTable, Places, read_number_table
from reports.data.disclosure.relations import ENOUGH_MONTHS, MOST_DIFFERENT

MOST_PATTERNS = 20
"""Sets of measures that are reported together, the most frequent first: trusts, boards and a few with a gap."""
ENOUGH_ROWS_OF_WHOLE = 5
"""Different rows in which own numbers must make up a number that is not own: hundreds of those are compared, and small
numbers often agree with one of them in a few months by chance."""
EQUAL = 1e-6
MOST_RARE = 12
"""Rare numbers that are tried in what a sum leaves over, each, in twos and in threes: 298 sets."""


@dataclass(frozen=True)
class RowGroup:
    """Rows with the same numbers, and which columns of them are tried: as parts, and as wholes that are not own."""

    numbers: Matrix
    parts: Places
    wholes: Places
    rare: Places
    """Own numbers that are above zero in few of the rows."""


def relate_sums(con: duckdb.DuckDBPyConnection) -> None:
    """Make `disclosure.same_sum`, pairs of unpublished measures that belong to one sum, and `disclosure.flow`."""
    table = read_number_table(con)
    pairs: set[tuple[str, str]] = set()
    flows: set[tuple[str, str]] = set()
    unpublished = {table.measures[at] for at in np.flatnonzero(table.is_own)}
    for factors in find_sums(table):
        own = {table.measures[at] for at in factors if table.is_own[at]}
        pairs |= {(first, other) for first in own for other in own if first != other}
        # a whole that is neither own nor published is the rise of an own number
        stocks = {table.measures[at] for at in factors if not table.is_own[at]} & unpublished
        flows |= {(stock, flow) for stock in stocks for flow in own - stocks}
    _create_pairs(con, "same_sum", pairs)
    _create_pairs(con, "flow", flows)


def _create_pairs(con: duckdb.DuckDBPyConnection, table: str, pairs: set[tuple[str, str]]) -> None:
    rows = [{"measure": measure, "other_measure": other} for measure, other in sorted(pairs)]
    schema = pa.schema([("measure", pa.string()), ("other_measure", pa.string())])
    con.register("pairs_in", pa.Table.from_pylist(rows, schema=schema))
    con.execute(f"create table disclosure.{table} as select * from pairs_in")
    con.unregister("pairs_in")


def find_sums(table: NumberTable) -> Iterator[dict[int, float]]:
    """Find sums that are zero, among rows that have the same own numbers: the columns of each with their factors."""
    for group in _group_rows(table):
        enough = ENOUGH_ROWS_OF_WHOLE if len(group.wholes) else ENOUGH_MONTHS
        for factors in _try_sums(group):
            yield from _complete(group, factors, enough)


def _group_rows(table: NumberTable) -> Iterator[RowGroup]:
    is_own_present = table.is_present & table.is_own
    # of a number that is almost always zero nothing can be learnt
    is_frequent = (table.numbers > 0).sum(axis=0) >= ENOUGH_MONTHS
    patterns, counts = np.unique(is_own_present, axis=0, return_counts=True)
    for pattern in patterns[np.argsort(-counts)][:MOST_PATTERNS]:
        rows = table.numbers[is_own_present[:, pattern].all(axis=1)]
        parts, nothing = np.flatnonzero(pattern & is_frequent), np.empty(0, dtype=np.intp)
        yield RowGroup(rows, parts, nothing, _list_rare(rows, pattern))
        for wholes, is_row in _group_wholes(rows, np.flatnonzero(is_frequent & ~table.is_own)):
            yield RowGroup(rows[is_row], parts, wholes, _list_rare(rows[is_row], pattern))


def _list_rare(rows: Matrix, pattern: Mask) -> Places:
    often = (rows > 0).mean(axis=0)
    rare = np.flatnonzero(pattern & (often > 0) & (often <= MOST_DIFFERENT))
    return rare[np.argsort(often[rare], kind="stable")][:MOST_RARE]


def _group_wholes(rows: Matrix, wholes: Places) -> Iterator[tuple[Places, Mask]]:
    """Numbers that are present in the same of these rows, with these rows."""
    is_present = ~np.isnan(rows[:, wholes])
    masks, group = np.unique(is_present, axis=1, return_inverse=True)
    for at, mask in enumerate(masks.T if len(wholes) else ()):
        if mask.any():
            yield wholes[group.ravel() == at], mask


def _try_sums(group: RowGroup) -> Iterator[dict[int, float]]:
    """Sums that hold in a run of the rows."""
    columns = np.concatenate([group.parts, group.wholes])
    tried: set[bytes] = set()
    for run in runs_of_rows(len(group.numbers), len(group.parts)):
        own, wholes = group.numbers[run][:, group.parts], group.numbers[run][:, group.wholes]
        for vector in sums_to_wholes(own, wholes) if len(group.wholes) else plain_vectors(null_space(own)):
            if vector.tobytes() not in tried:
                tried.add(vector.tobytes())
                yield dict(zip(columns[vector != 0].tolist(), vector[vector != 0].tolist(), strict=True))


def _complete(group: RowGroup, factors: dict[int, float], enough: int) -> Iterator[dict[int, float]]:
    """A sum that holds in most rows: as it is, and with rare numbers that are what it leaves over."""
    parts = group.numbers[:, list(factors)]
    left = parts @ np.array(list(factors.values()))
    if _holds_mostly(parts, left, enough):
        yield factors
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
                explains = (extra[is_part] > 0).any(axis=0).all() and _holds_mostly(extra, rest, 1)
                if explains and _holds_mostly(np.hstack([parts, extra]), rest, enough):
                    yield factors | dict.fromkeys(more, float(sign))


def _holds_mostly(parts: Matrix, left: Matrix, enough: int) -> bool:
    """Whether the sum holds in most rows that have any part of it, as `relations.py` asks of two parts."""
    is_row = (parts > 0).any(axis=1)
    is_different = np.abs(left[is_row]) > EQUAL
    different_rows = np.unique(parts[is_row][~is_different], axis=0)
    return len(different_rows) >= enough and bool(is_different.mean() <= MOST_DIFFERENT)
