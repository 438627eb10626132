"""Figures of successors for the months before a merger: what they give back of the organisations that merged."""

from __future__ import annotations

import duckdb
import pytest

from tests.reports.data.disclosure.tables import Figure, hide, send

MERGED = "2025-07-01"
JOINING = (9, 12, 3, 10, 11, 14)
OTHERS = (30, 41, 37, 25, 33, 46)


@pytest.fixture
def merged(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """RAE and RAF become RAG in July."""
    con.execute(f"insert into warehouse.core.disclosure_part values ('RAE', 'RAG', '{MERGED}', '')")
    con.execute(f"insert into warehouse.core.disclosure_part values ('RAF', 'RAG', '{MERGED}', '')")
    return con


def _falls(code: str, numbers: tuple[int, ...]) -> list[Figure]:
    return [("falls", code, month, number, None) for month, number in enumerate(numbers, start=1)]


def _added(first: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip(first, other, strict=True)))


def test_the_history_of_two_that_became_one_is_hidden_with_them(merged: duckdb.DuckDBPyConnection) -> None:
    figures = [*_falls("RAE", JOINING), *_falls("RAF", OTHERS), *_falls("RAG", _added(JOINING, OTHERS))]
    assert hide(merged, figures) == {"falls RAE 3", "falls RAG 3"}


def test_the_same_with_a_wrong_month(merged: duckdb.DuckDBPyConnection) -> None:
    together = (*_added(JOINING, OTHERS)[:5], 99)
    figures = [*_falls("RAE", JOINING), *_falls("RAF", OTHERS), *_falls("RAG", together)]
    assert hide(merged, figures) == {"falls RAE 3", "falls RAG 3"}


def test_a_history_that_is_sent_again_with_what_was_taken_over_is_hidden(merged: duckdb.DuckDBPyConnection) -> None:
    """RAG had figures of its own; the second file adds those of RAE."""
    for figure in _falls("RAG", OTHERS):
        send(merged, figure, "1")
    hidden = hide(merged, [*_falls("RAE", JOINING), *_falls("RAG", _added(JOINING, OTHERS))])
    assert hidden == {"falls RAE 3", "falls RAG 3"}


def test_a_small_figure_of_the_successor_itself_keeps_its_new_one_hidden(merged: duckdb.DuckDBPyConnection) -> None:
    for figure in _falls("RAG", JOINING):
        send(merged, figure, "1")
    assert hide(merged, [*_falls("RAE", OTHERS), *_falls("RAG", _added(JOINING, OTHERS))]) == {"falls RAG 3"}


def test_two_mergers_after_each_other(merged: duckdb.DuckDBPyConnection) -> None:
    own = (50, 60, 55, 45, 52, 58)
    for figure in _falls("RAG", own):
        send(merged, figure, "1")
    for figure in _falls("RAG", _added(own, OTHERS)):
        send(merged, figure, "2")
    every = _added(own, _added(OTHERS, JOINING))
    hidden = hide(merged, [*_falls("RAE", JOINING), *_falls("RAF", OTHERS), *_falls("RAG", every)])
    # RAF was sent after totals that hold it, so it is hidden too
    assert hidden == {"falls RAE 3", "falls RAF 3", "falls RAG 3"}


def test_a_successor_with_figures_of_its_own_shows_them(merged: duckdb.DuckDBPyConnection) -> None:
    figures = [*_falls("RAE", JOINING), *_falls("RAF", OTHERS), *_falls("RAG", (50, 60, 55, 45, 52, 58))]
    assert hide(merged, figures) == {"falls RAE 3"}


def test_a_successor_whose_figures_were_corrected_shows_them(merged: duckdb.DuckDBPyConnection) -> None:
    for figure in _falls("RAG", (48, 60, 55, 45, 50, 58)):
        send(merged, figure, "1")
    figures = [*_falls("RAE", JOINING), *_falls("RAF", OTHERS), *_falls("RAG", (50, 60, 55, 45, 52, 58))]
    assert hide(merged, figures) == {"falls RAE 3"}
