"""Linear algebra over numbers: sums that hold in all rows are vectors that the matrix takes to zero.

More rows than columns are needed, otherwise some vector always fits. A wrong cell spoils a run of rows, so short runs
are tried as well, and a vector counts if it holds in most rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.data.disclosure.number_table import Mask, Matrix, Places

SPARE_ROWS = 3
"""Rows beyond the number of columns: whole numbers that add up in so many rows by chance are not met in practice."""
ENOUGH_LENGTHS = 2
"""Times the length of a short run that the rows from everywhere have. With eight, OpenBLAS starts threads, which took
five times the processor time on a busy machine, and found no more in any test."""
ALMOST_ZERO = 1e-7
"""Relative to columns of length 1; sums of whole numbers up to a million leave less than 1e-9."""


def runs_of_rows(rows: int, columns: int, most: int) -> Iterator[slice]:
    """Rows from everywhere, and short runs of neighbours, if there are enough for this number of columns."""
    length = columns + SPARE_ROWS
    if not columns or rows < length:
        return
    yield slice(None, None, max(1, rows // (ENOUGH_LENGTHS * length)))
    step = max(length // 2, rows // most)
    yield from (slice(start, start + length) for start in range(0, rows - length + 1, step))


def null_space(numbers: Matrix) -> Matrix:
    """The vectors taken to zero, reduced: each has a column of its own, which is the largest that it can have.

    A whole is larger than its parts, so each vector is then one whole and its parts, also where sums overlap.
    """
    lengths = np.linalg.norm(numbers, axis=0)
    lengths[lengths == 0] = 1
    _, sizes, directions = np.linalg.svd(numbers / lengths, full_matrices=False)
    basis = directions[sizes < ALMOST_ZERO * max(1.0, sizes[0])] / lengths
    return _reduce_rows(basis, np.argsort(-lengths, kind="stable"))


def _reduce_rows(basis: Matrix, order: Places) -> Matrix:
    """Gauss-Jordan elimination with the columns in this order."""
    reduced: Matrix = basis / np.maximum(np.abs(basis).max(axis=1, keepdims=True), np.finfo(float).tiny)
    at = 0
    for column in order:
        if at == len(reduced):
            break
        pivot = at + int(np.argmax(np.abs(reduced[at:, column])))
        if abs(reduced[pivot, column]) < ALMOST_ZERO:
            continue
        reduced[[at, pivot]] = reduced[[pivot, at]]
        reduced[at] /= reduced[at, column]
        others = np.arange(len(reduced)) != at
        reduced[others] -= np.outer(reduced[others, column], reduced[at])
        at += 1
    return reduced


def plain_vectors(vectors: Matrix) -> Matrix:
    """Those of -1, 0 and 1 alone, with more than one number in them, as whole numbers."""
    rounded = np.round(vectors)
    is_plain = (np.abs(vectors - rounded) < 1e-6).all(axis=1) & (np.abs(rounded) <= 1).all(axis=1)
    plain: Matrix = rounded[is_plain & (np.count_nonzero(rounded, axis=1) > 1)]
    return plain


def independent_columns(numbers: Matrix) -> Mask:
    """Columns of which none is a sum of the others: of each sum its whole is left out."""
    is_free = np.ones(numbers.shape[1], dtype=bool)
    order = np.argsort(-np.linalg.norm(numbers, axis=0), kind="stable")
    for vector in null_space(numbers):
        is_free[order[np.argmax(np.abs(vector[order]) > ALMOST_ZERO)]] = False
    return is_free


def sums_to_wholes(own: Matrix, wholes: Matrix) -> Matrix:
    """Vectors over own columns and wholes in which own columns make up one whole, or the sum or difference of two."""
    is_free = independent_columns(own)
    basis, _ = np.linalg.qr(own[:, is_free])
    left = wholes - basis @ (basis.T @ wholes)
    size = float(np.abs(wholes).max(initial=1.0))
    # what two wholes leave over looks the same from three random sides only if it is the same
    seen = np.random.default_rng(1).standard_normal((3, len(left))) @ left / (size * np.sqrt(len(left)))
    sums = [{int(at): 1.0} for at in np.flatnonzero((np.abs(seen) < ALMOST_ZERO).all(axis=0))]
    sums += _pair_wholes(seen)
    if not sums:
        return np.empty((0, own.shape[1] + wholes.shape[1]))
    parts, *_ = np.linalg.lstsq(own[:, is_free], wholes, rcond=None)
    return plain_vectors(np.array([_vector(parts, is_free, factors) for factors in sums]))


def _pair_wholes(seen: Matrix) -> list[dict[int, float]]:
    """Pairs of wholes that leave over the same, or one the opposite of the other: neighbours in the order of size."""
    signs = np.where(seen[0] < 0, -1.0, 1.0)
    order = np.argsort(np.abs(seen[0]), kind="stable")
    order = order[np.abs(seen[0, order]) >= ALMOST_ZERO]
    sized = seen[:, order] * signs[order]
    is_equal = (np.abs(np.diff(sized, axis=1)) < ALMOST_ZERO).all(axis=0)
    return [
        {int(order[at]): float(signs[order[at]]), int(order[at + 1]): -float(signs[order[at + 1]])}
        for at in np.flatnonzero(is_equal)
    ]


def _vector(parts: NDArray[Any], is_free: Mask, wholes: dict[int, float]) -> Matrix:
    vector: Matrix = np.zeros(len(is_free) + parts.shape[1])
    for at, factor in wholes.items():
        vector[len(is_free) + at] = -factor
        vector[: len(is_free)][is_free] += factor * parts[:, at]
    return vector
