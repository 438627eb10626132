"""Averages by compensated summation in ascending order: `favg(value order by value)` in DuckDB, to the last bit.

An average must not depend on the order of rows, since its last bit decides whether a point is on the mean.
"""

from __future__ import annotations

import numpy as np

FEW_ROWS = 16
"""Up to so many rows, numbers are added one by one in Python: the five operations of NumPy on a short column cost as
much as 16 such additions."""


def average_ascending(values: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """The average of each stretch of the values between two offsets, without its NaNs; NaN where nothing is left."""
    lengths = np.diff(offsets)
    averages = np.full(len(lengths), np.nan)
    # stretches of a like length form a grid, so that one long stretch does not widen the rows of all others
    magnitudes = np.ceil(np.log2(np.maximum(lengths, 1)))
    for magnitude in np.unique(magnitudes):
        chosen = np.flatnonzero(magnitudes == magnitude)
        averages[chosen] = _average_rows(_fill_grid(values, offsets[chosen], lengths[chosen]))
    return averages


def _fill_grid(values: np.ndarray, starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    places = np.arange(lengths.max())
    is_inside = places < lengths[:, None]
    return np.where(is_inside, values[np.where(is_inside, starts[:, None] + places, 0)], np.nan)


def _average_rows(grid: np.ndarray) -> np.ndarray:
    grid.sort(axis=1)  # NaNs go to the end
    counts = np.count_nonzero(~np.isnan(grid), axis=1)
    add = _add_one_by_one if len(grid) <= FEW_ROWS else _add_columns
    totals, errors = add(grid, counts)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counts > 0, totals / counts + errors / counts, np.nan)


def _add_columns(grid: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add the columns one after another, in Kahan's way; the sum of each row and its error."""
    totals, errors = np.zeros(len(grid)), np.zeros(len(grid))
    for place, column in enumerate(np.ascontiguousarray(grid.T[: counts.max(initial=0)])):
        is_left = place < counts
        differences = column - errors
        sums = totals + differences
        errors = np.where(is_left, (sums - totals) - differences, errors)
        totals = np.where(is_left, sums, totals)
    return totals, errors


def _add_one_by_one(grid: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows = [_add_row(row[:count].tolist()) for row, count in zip(grid, counts, strict=True)]
    return np.array([total for total, _ in rows]), np.array([error for _, error in rows])


def _add_row(numbers: list[float]) -> tuple[float, float]:
    total = error = 0.0
    for number in numbers:
        difference = number - error
        new_total = total + difference
        error = (new_total - total) - difference
        total = new_total
    return total, error
