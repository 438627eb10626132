"""Sums of months in a row: which of them are hidden with a small month."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import duckdb
import pytest

from tests.reports.data.disclosure.tables import Figure, hide

SMALL_MONTH = 9


def _months(seed: int = 1) -> list[int]:
    draw = Random(seed)
    return [3 if month == SMALL_MONTH else draw.randint(9, 40) for month in range(1, 13)]


def _figures(measure: str, numbers: Mapping[int, float]) -> list[Figure]:

    return [(measure, "RAA", month, number, None) for month, number in numbers.items()]


@pytest.mark.parametrize("length", [2, 4, 6, 9])
@pytest.mark.parametrize("is_last", [True, False])
def test_rolling_sums_are_hidden_with_the_month_they_hold(
    con: duckdb.DuckDBPyConnection, length: int, is_last: bool
) -> None:
    counts = dict(enumerate(_months(), start=1))
    sums = {
        (start + length - 1 if is_last else start): sum(counts[start + at] for at in range(length))
        for start in range(1, 14 - length)
    }
    hidden = hide(con, [*_figures("falls", counts), *_figures("quarter", sums)])
    own = range(SMALL_MONTH, SMALL_MONTH + length) if is_last else range(SMALL_MONTH - length + 1, SMALL_MONTH + 1)
    assert hidden == {f"falls RAA {SMALL_MONTH}", *(f"quarter RAA {month}" for month in own if month in sums)}


def test_sums_of_two_months_that_do_not_overlap_are_hidden(con: duckdb.DuckDBPyConnection) -> None:
    counts = dict(enumerate(_months(), start=1))
    sums = {month: counts[month - 1] + counts[month] for month in range(2, 13, 2)}
    assert hide(con, [*_figures("falls", counts), *_figures("quarter", sums)]) == {"falls RAA 9", "quarter RAA 10"}


@pytest.mark.parametrize("seed", range(3))
def test_larger_numbers_of_something_else_are_shown(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    draw, counts = Random(seed), dict(enumerate(_months(), start=1))
    others = {month: draw.randint(50, 70) for month in counts}
    assert hide(con, [*_figures("falls", counts), *_figures("quarter", others)]) == {"falls RAA 9"}
