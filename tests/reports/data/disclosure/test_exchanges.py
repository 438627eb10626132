"""Figures that were corrected together: what an unchanged total would give back of them."""

from __future__ import annotations

import duckdb
import pytest

from tests.reports.data.disclosure.tables import Figure, hide, send


def _falls(**numbers: float) -> list[Figure]:
    return [("falls", code, 1, number, None) for code, number in numbers.items()]


def _send_all(con: duckdb.DuckDBPyConnection, load_id: str, **numbers: float) -> None:
    for figure in _falls(**numbers):
        send(con, figure, load_id)


def test_parts_of_a_total_that_was_always_hidden_are_hidden_with_each_other(con: duckdb.DuckDBPyConnection) -> None:
    """33 was never shown, but 19 and 14 add up to it, and 28 was shown beside the hidden 5."""
    _send_all(con, "1", RAA=28, RAB=5, QAA=33)
    assert hide(con, _falls(RAA=19, RAB=14, QAA=33)) == {"falls RAA 1", "falls RAB 1", "falls QAA 1"}


def test_a_part_that_gets_small_while_another_is_small_takes_those_that_made_up_for_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("insert into warehouse.core.disclosure_part values ('RAE', 'QAA', null, '')")
    _send_all(con, "1", RAA=6, RAB=12, RAE=9, QAA=27)
    _send_all(con, "2", RAB=15, RAE=6)
    hidden = hide(con, _falls(RAA=8, RAB=15, RAE=6, QAA=29))
    assert hidden == {"falls RAB 1", "falls RAE 1", "falls QAA 1"}


def test_a_total_that_is_the_same_again_after_a_wrong_file_counts(con: duckdb.DuckDBPyConnection) -> None:
    _send_all(con, "1", RAA=28, RAB=5, QAA=33)
    _send_all(con, "2", RAA=40, QAA=45)
    _send_all(con, "3", RAA=19, RAB=14)
    assert hide(con, _falls(RAA=19, RAB=14, QAA=33)) == {"falls RAA 1", "falls RAB 1", "falls QAA 1"}


@pytest.mark.parametrize("total", ["Y01", "ENGLAND"])
def test_figures_that_move_between_areas_are_hidden_under_their_region(
    con: duckdb.DuckDBPyConnection, total: str
) -> None:
    _send_all(con, "1", RAA=28, RAC=5, QAA=28, QAC=5, **{total: 33})
    hidden = hide(con, _falls(RAA=19, RAC=14, QAA=19, QAC=14, **{total: 33}))
    assert hidden == {f"falls {code} 1" for code in ("RAA", "RAC", "QAA", "QAC", total)}


def test_a_part_that_is_corrected_alone_hides_no_other(con: duckdb.DuckDBPyConnection) -> None:
    _send_all(con, "1", RAA=28, RAB=5, QAA=33)
    assert hide(con, _falls(RAA=28, RAB=14, QAA=42)) == {"falls QAA 1"}


def test_parts_that_are_corrected_independently_stay(con: duckdb.DuckDBPyConnection) -> None:
    """The total was not sent again and is no longer true, so it says nothing."""
    _send_all(con, "1", RAA=28, RAB=5, QAA=33)
    assert hide(con, _falls(RAA=25, RAB=14, QAA=33)) == {"falls QAA 1"}


def test_denominators_that_are_exchanged_are_hidden_too(con: duckdb.DuckDBPyConnection) -> None:
    for code, top, bottom in (("RAA", 30, 90), ("RAB", 10, 12), ("QAA", 40, 102)):
        send(con, ("passed", code, 1, top, bottom), "1")
    figures: list[Figure] = [("passed", "RAA", 1, 30, 62), ("passed", "RAB", 1, 11, 40), ("passed", "QAA", 1, 41, 102)]
    assert hide(con, figures) == {"passed RAA 1", "passed RAB 1", "passed QAA 1"}
