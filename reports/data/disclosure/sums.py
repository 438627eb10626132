"""Sums and differences of any number of measures, found by linear algebra: four parts and their whole, and more.

Every organisation and month is a row of a matrix and every number of people is a column. A sum that always holds is a
vector that the matrix takes to zero. Sums of two parts are found in SQL (`relations.py`), which also works with few
months; more parts need more rows than columns, otherwise some vector always fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from reports.data.disclosure.relations import ENOUGH_MONTHS, MOST_DIFFERENT

NUMBERS = """
    with number as (
        select organisation, month, measure, 'numerator' as what, numerator as number
        from disclosure.figure where is_now and unit in ('count', 'share', 'rate')
        union all
        select organisation, month, measure, 'denominator', denominator from disclosure.figure where is_now
    )
    select dense_rank() over (order by organisation, month) - 1 as row, dense_rank() over (order by measure, what) - 1
        as place, measure, number
    from number where number is not null order by row, place
"""
SPARE_ROWS = 3
"""Rows beyond the number of columns: whole numbers that add up in so many rows by chance are not met in practice."""
MOST_PATTERNS = 20
"""Sets of measures that are reported together, the most frequent first: trusts, boards and a few with a gap."""
MOST_RUNS = 100
"""Runs of rows that are tried for each set: with wrong cells in a tenth of 20 rows, one run in eight has none."""
ALMOST_ZERO = 1e-7
"""Relative to columns of length 1; sums of whole numbers up to a million leave less than 1e-9."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class NumberTable:
    """The numbers by row and column, NaN where there is none, and the measure of each column."""

    numbers: Matrix
    measures: tuple[str, ...]


def relate_sums(con: duckdb.DuckDBPyConnection) -> None:
    """Make `disclosure.same_sum`: pairs of measures that belong to one sum."""
    table = _read_numbers(con)
    pairs = {
        (table.measures[first], table.measures[other])
        for columns in _find_sums(table)
        for first in columns
        for other in columns
        if table.measures[first] != table.measures[other]
    }
    rows = [{"measure": measure, "other_measure": other} for measure, other in sorted(pairs)]
    schema = pa.schema([("measure", pa.string()), ("other_measure", pa.string())])
    con.register("pairs_in", pa.Table.from_pylist(rows, schema=schema))
    con.execute("create table disclosure.same_sum as select * from pairs_in")
    con.unregister("pairs_in")


def _read_numbers(con: duckdb.DuckDBPyConnection) -> NumberTable:
    read = con.execute(NUMBERS).fetchnumpy()
    rows, places = read["row"], read["place"]
    if not len(rows):
        return NumberTable(np.empty((0, 0)), ())
    numbers = np.full((rows.max() + 1, places.max() + 1), np.nan)
    numbers[rows, places] = read["number"]
    measures = dict(zip(places.tolist(), read["measure"].tolist(), strict=True))
    return NumberTable(numbers, tuple(measures[place] for place in range(len(measures))))


def _find_sums(table: NumberTable) -> Iterator[list[int]]:
    """Find the columns of each sum, among rows that have the same numbers."""
    is_present = ~np.isnan(table.numbers)
    patterns, counts = np.unique(is_present, axis=0, return_counts=True)
    for pattern in patterns[np.argsort(-counts)][:MOST_PATTERNS]:
        numbers = table.numbers[is_present[:, pattern].all(axis=1)]
        # of a number that is almost always zero nothing can be learnt
        is_used = pattern & ((table.numbers > 0).sum(axis=0) >= ENOUGH_MONTHS)
        columns = np.flatnonzero(is_used)
        for vector in _null_vectors(numbers[:, columns]):
            yield columns[vector != 0].tolist()


def _null_vectors(numbers: Matrix) -> Iterator[Matrix]:
    """Vectors of -1, 0 and 1 that most rows are taken to zero by.

    They are looked for in all rows together and in short runs of rows, because one wrong cell spoils all together.
    """
    rows, columns = numbers.shape
    if not columns or rows < columns + SPARE_ROWS:
        return
    length = columns + SPARE_ROWS
    step = max(length // 2, rows // MOST_RUNS)
    runs = (numbers[start : start + length] for start in range(0, rows - length + 1, step))
    for run in (numbers, *runs):
        yield from (vector for vector in _null_space(run) if _holds_mostly(numbers, vector))


def _null_space(numbers: Matrix) -> list[Matrix]:
    """The reduced basis of the vectors taken to zero, as far as it consists of -1, 0 and 1."""
    lengths = np.linalg.norm(numbers, axis=0)
    lengths[lengths == 0] = 1
    _, sizes, directions = np.linalg.svd(numbers / lengths, full_matrices=False)
    basis = directions[sizes < ALMOST_ZERO * max(1.0, sizes[0])] / lengths
    reduced = _reduce_rows(basis)
    rounded = np.round(reduced)
    is_plain = (np.abs(reduced - rounded) < 1e-6).all(axis=1) & (np.abs(rounded) <= 1).all(axis=1)
    return [vector for vector in rounded[is_plain] if np.count_nonzero(vector) > 1]


def _reduce_rows(basis: Matrix) -> Matrix:
    """Gauss-Jordan elimination with the largest pivot of each row."""
    reduced = basis.copy()
    for at in range(len(reduced)):
        pivot = int(np.argmax(np.abs(reduced[at])))
        if abs(reduced[at, pivot]) < np.finfo(float).tiny:
            continue
        reduced[at] /= reduced[at, pivot]
        others = np.arange(len(reduced)) != at
        reduced[others] -= np.outer(reduced[others, pivot], reduced[at])
    return reduced


def _holds_mostly(numbers: Matrix, vector: Matrix) -> bool:
    """Whether the sum holds in most rows that have any part of it, as `relations.py` asks of two parts."""
    with_part = numbers[(numbers[:, vector != 0] > 0).any(axis=1)]
    is_different = np.abs(with_part @ vector) > 1e-6
    return len(with_part) >= ENOUGH_MONTHS and bool(is_different.mean() <= MOST_DIFFERENT)
