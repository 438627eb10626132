"""Totals of organisations that no register knows of: under another measure's name, and without members."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import duckdb
import pytest

from tests.reports.data.disclosure.tables import Figure, hide

MONTHS = range(1, 13)
SMALL_MONTH = 9


def _trusts(draw: Random, month: int, codes: tuple[str, ...]) -> dict[str, int]:
    numbers = {code: draw.randint(12, 40) for code in codes}
    return numbers | ({codes[1]: 4} if month == SMALL_MONTH else {})


def _figures(measure: str, month: int, numbers: dict[str, int]) -> list[Figure]:
    return [(measure, code, month, number, None) for code, number in numbers.items()]


def _make(measure: str, total: str, codes: tuple[str, ...], wrong: tuple[int, ...] = ()) -> list[Figure]:
    """Figures of three trusts, and their sum under a name and at an organisation."""
    draw, figures = Random(1), list[Figure]()
    name, place = total.split()
    for month in MONTHS:
        numbers = _trusts(draw, month, codes)
        figures += _figures(measure, month, numbers)
        figures += [(name, place, month, sum(numbers.values()) + (month in wrong), None)]
    return figures


@pytest.mark.parametrize("wrong", [(), (2, 5)])
@pytest.mark.parametrize("place", ["QAA", "Y01", "ENGLAND"])
def test_a_total_under_another_name_is_hidden(
    con: duckdb.DuckDBPyConnection, place: str, wrong: tuple[int, ...]
) -> None:
    assert hide(con, _make("falls", f"harm {place}", ("RAA", "RAB"), wrong)) == {"falls RAB 9", f"harm {place} 9"}


def test_an_area_with_other_members_is_hidden_by_the_same_name(con: duckdb.DuckDBPyConnection) -> None:
    """Where the two are found to be the same at one area, they are at another with fewer months too."""
    figures = _make("falls", "harm QAA", ("RAA", "RAB"))
    figures += [("falls", "RAC", 1, 5, None), ("falls", "RAE", 1, 50, None), ("harm", "QAC", 1, 55, None)]
    con.execute("insert into warehouse.core.disclosure_part values ('RAE', 'QAC', null, '')")
    assert hide(con, figures) == {"falls RAB 9", "harm QAA 9", "falls RAC 1", "harm QAC 1"}


def test_the_members_of_a_published_total_are_hidden_together(con: duckdb.DuckDBPyConnection) -> None:
    assert hide(con, _make("falls", "attendances QAA", ("RAA", "RAB"))) == {"falls RAA 9", "falls RAB 9"}


@pytest.mark.parametrize("place", ["QZZ", "RZZ"])
@pytest.mark.parametrize("name", ["falls", "harm"])
def test_a_sum_of_organisations_without_an_area_is_hidden(
    con: duckdb.DuckDBPyConnection, place: str, name: str
) -> None:
    codes = ("RXA", "RXB", "RXC")
    con.execute(f"insert into warehouse.core.disclosure_part select unnest({[*codes, place]}), 'ENGLAND', null, ''")
    assert hide(con, _make("falls", f"{name} {place}", codes)) == {"falls RXB 9", f"{name} {place} 9"}


def test_a_sum_of_all_organisations_is_hidden_wherever_it_is(con: duckdb.DuckDBPyConnection) -> None:
    codes = tuple(f"RX{chr(65 + at)}" for at in range(20))
    con.execute(f"insert into warehouse.core.disclosure_part select unnest({[*codes]}), 'ENGLAND', null, ''")
    con.execute(f"insert into warehouse.core.disclosure_part select unnest({[*codes[:9]]}), 'QAA', null, ''")
    assert hide(con, _make("falls", "falls QZZ", codes)) == {"falls RXB 9", "falls QZZ 9"}


def test_a_sum_of_some_organisations_is_hidden(con: duckdb.DuckDBPyConnection) -> None:
    """Two boards without members in any register, and four trusts: which belong to which follows from the figures."""
    codes = ("RXA", "RXB", "RXC", "RXD")
    con.execute(f"insert into warehouse.core.disclosure_part select unnest({[*codes]}), 'ENGLAND', null, ''")
    draw, figures = Random(2), list[Figure]()
    for month in MONTHS:
        numbers = _trusts(draw, month, codes)
        boards = {"QXA": numbers["RXA"] + numbers["RXB"], "QXB": numbers["RXC"] + numbers["RXD"]}
        figures += _figures("falls", month, numbers | boards)
    assert hide(con, figures) == {"falls RXB 9", "falls QXA 9"}


@pytest.mark.parametrize("seed", range(3))
def test_totals_of_something_else_are_shown(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    draw, figures, small = Random(seed), list[Figure](), set()
    for month in MONTHS:
        for measure in ("falls", "harm", "no_harm", "attendances"):
            numbers = {code: draw.randint(1, 30) for code in ("RAA", "RAB", "RAC", "RXA", "RXB")}
            numbers |= {code: draw.randint(20, 60) for code in ("QXA", "QXB")}
            figures += _figures(measure, month, numbers)
            if measure != "attendances":
                small |= {f"{measure} {code} {month}" for code, number in numbers.items() if number < 8}
        figures += _figures("part_1", month, {code: draw.randint(20, 60) for code in ("QAA", "QAC", "Y01", "ENGLAND")})
    assert hide(con, figures) == small


@pytest.mark.parametrize("is_related", [lambda month: month > 6, lambda month: month < 12])
@pytest.mark.parametrize("name", ["harm", "attendances"])
def test_a_total_under_another_name_that_holds_from_some_month_on_or_until_one_is_hidden(
    con: duckdb.DuckDBPyConnection, is_related: Callable[[int], bool], name: str
) -> None:
    """Before, or afterwards, another trust was in it."""
    draw, figures = Random(3), list[Figure]()
    for month in range(1, 19):
        numbers = _trusts(draw, month, ("RAA", "RAB"))
        others = 0 if is_related(month) else draw.randint(12, 40)
        figures += [*_figures("falls", month, numbers), (name, "QAA", month, sum(numbers.values()) + others, None)]
    together = {"falls RAA 9"} if name == "attendances" else {"harm QAA 9"}
    assert hide(con, figures) == {"falls RAB 9"} | together
