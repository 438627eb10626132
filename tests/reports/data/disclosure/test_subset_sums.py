"""Totals of some of many organisations, in fewer months than those: wards of trusts that nothing else leads to."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import duckdb
import pytest

from tests.reports.data.disclosure.tables import Figure, hide

Place = tuple[str, int]


def _make(
    seed: int, wards: int, months: int, left_out: float = 0.0, wrong: tuple[Place, ...] = ()
) -> tuple[list[Figure], set[Place], set[Place]]:
    """Figures of the wards of two trusts, the small ones among them, and the totals that hold one."""
    draw, figures, small, totals = Random(seed), list[Figure](), set[Place](), set[Place]()
    for month in range(1, months + 1):
        for trust, letter in (("RXA", "W"), ("RXB", "V")):
            codes = [f"{letter}{at:02}" for at in range(wards) if at == 0 or draw.random() >= left_out]
            numbers = {code: draw.randint(1, 7) if draw.random() < 0.06 else draw.randint(9, 30) for code in codes}
            few = {(code, month) for code, number in numbers.items() if number < 8}
            small |= few
            totals |= {(trust, month)} if few else set()
            figures += [("falls", code, month, number, None) for code, number in numbers.items()]
            figures += [("falls", trust, month, sum(numbers.values()) + 5 * ((trust, month) in wrong), None)]
    return figures, small, totals


def _name(places: set[Place]) -> set[str]:
    return {f"falls {code} {month}" for code, month in places}


@pytest.mark.parametrize(("wards", "months"), [(9, 12), (15, 24), (15, 12), (10, 8)])
def test_a_total_of_more_wards_than_months_is_hidden(con: duckdb.DuckDBPyConnection, wards: int, months: int) -> None:
    figures, small, totals = _make(1, wards, months)
    assert small
    assert hide(con, figures) == _name(small | totals)


def test_a_total_of_registered_trusts_is_hidden_with_their_wards(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("insert into warehouse.core.disclosure_part values ('RXA', 'QAA', null, ''), ('RXB', 'QAC', null, '')")
    figures, small, totals = _make(2, 10, 18)
    assert hide(con, figures) == _name(small | totals)


@pytest.mark.parametrize("wrong", [(("RXA", 3), ("RXA", 9)), (("RXA", 5), ("RXB", 20))])
def test_wrong_totals_and_rows_that_are_left_out_do_not_keep_it_from_being_seen(
    con: duckdb.DuckDBPyConnection, wrong: tuple[Place, ...]
) -> None:
    figures, small, totals = _make(3, 12, 24, left_out=0.1, wrong=wrong)
    assert hide(con, figures) == _name(small | totals)


def test_a_total_of_the_trusts_is_hidden_with_their_wards(con: duckdb.DuckDBPyConnection) -> None:
    figures, small, totals = _make(4, 10, 16)
    by_month = {month: sum(f[3] for f in figures if f[1] in ("RXA", "RXB") and f[2] == month) for month in range(1, 17)}
    figures += [("falls", "QXX", month, number, None) for month, number in by_month.items()]
    above = {("QXX", month) for _, month in totals}
    assert hide(con, figures) == _name(small | totals | above)


@pytest.mark.parametrize(("wards", "months"), [(4, 24), (14, 30)])
@pytest.mark.parametrize(
    "is_other",
    [lambda at: at <= 12, lambda at: at > 12, lambda at: not 7 <= at <= 19, lambda at: at <= 12 or at == 17],
    ids=["from some month on", "until some month", "in between", "with a wrong month"],
)
def test_a_total_that_does_not_hold_in_all_months_is_hidden(
    con: duckdb.DuckDBPyConnection, wards: int, months: int, is_other: Callable[[int], bool]
) -> None:
    """In the others a ward that sends nothing itself is in it."""
    figures, small, totals = _make(6, wards, months)
    draw = Random(8)
    figures = [
        (name, code, at, number + draw.randint(9, 30) * (code[0] == "R" and is_other(at)), None)
        for name, code, at, number, _ in figures
    ]
    needed = {(code, at) for code, at in totals if not is_other(at)}
    assert needed
    assert _name(small | needed) <= hide(con, figures) <= _name(small | totals)


@pytest.mark.parametrize("seed", range(3))
def test_larger_numbers_of_something_else_are_shown(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    figures, small, _ = _make(seed, 12, 16)
    draw = Random(seed)
    others = [
        (name, code, month, number if code[0] != "R" else draw.randint(200, 280), bottom)
        for name, code, month, number, bottom in figures
    ]
    assert hide(con, others) == _name(small)


def test_a_measure_of_ten_organisations_of_every_size_hides_small_numbers_only(con: duckdb.DuckDBPyConnection) -> None:
    """Smaller ones could make up larger ones in any run of months."""
    draw, figures = Random(7), list[Figure]()
    for name in ("falls", "harm", "no_harm", "part_1", "part_2", "part_3", "part_4"):
        for at in range(10):
            figures += [(name, f"W{at:02}", month, 2 + draw.randint(0, 14 * (at + 1)), None) for month in range(1, 25)]
    assert hide(con, figures) == {f"{name} {code} {month}" for name, code, month, number, _ in figures if number < 8}
