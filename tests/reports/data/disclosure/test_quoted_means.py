"""Texts of the register of recalculations that quote means, where the series has got a hidden month since."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from reports.data.disclosure.quoted_means import REBASE_PROPOSAL, WITHHELD_REASON

COPIED = "13 months in a row above the mean before, from March 2025 on: 9.1% on average, 12.3% in the 12 before."
QUOTING = (
    COPIED,
    f"Agreed. {COPIED.upper()}",
    COPIED.partition(": ")[2],
    "Evidence: 12.3%  in the\n12 before",
    "The median was 14 and is 9 now",
)
OTHER = (
    "A new clinic opened on 3 March 2025",
    "The way of counting changed, on average nothing else",
    "Minutes, item 12",
)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A series that is closed (RAA) and one that is not."""
    with duckdb.connect() as actual:
        actual.execute("attach ':memory:' as warehouse; create schema warehouse.mart; create schema disclosure")
        actual.execute("create table disclosure.closed_series as select 'falls' as measure, 'RAA' as organisation")
        actual.execute(
            "create table warehouse.mart.rebase_proposal (measure varchar, organisation varchar, reason varchar, "
            "evidence varchar, state varchar, evidence_in_data varchar)"
        )
        yield actual


def _read(
    con: duckdb.DuckDBPyConnection, organisation: str, reason: str, evidence: str | None, in_data: str | None = None
) -> list[tuple[str, str | None, str | None]]:
    row = ["falls", organisation, reason, evidence, "approved", in_data]
    con.execute("insert into warehouse.mart.rebase_proposal values (?, ?, ?, ?, ?, ?)", row)
    return con.execute(f"select reason, evidence, evidence_in_data from ({REBASE_PROPOSAL})").fetchall()


@pytest.mark.parametrize("text", QUOTING)
@pytest.mark.parametrize("in_data", [None, "14 months in a row"])
def test_means_of_a_closed_series_are_withheld(con: duckdb.DuckDBPyConnection, text: str, in_data: str | None) -> None:
    """What the figures say today is not what was copied, or nothing any more."""
    assert _read(con, "RAA", text, text, in_data) == [(WITHHELD_REASON, None, None)]


@pytest.mark.parametrize("text", OTHER)
def test_other_texts_of_a_closed_series_stay(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert _read(con, "RAA", text, text) == [(text, text, None)]


def test_a_text_stays_without_evidence(con: duckdb.DuckDBPyConnection) -> None:
    assert _read(con, "RAA", OTHER[0], None, COPIED) == [(OTHER[0], None, None)]


@pytest.mark.parametrize("text", [*QUOTING, *OTHER])
def test_texts_of_a_series_without_hidden_months_stay(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert _read(con, "RAB", text, text, COPIED) == [(text, text, COPIED)]


def test_the_sentence_of_the_figures_alone_is_not_shown_of_a_closed_series(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "insert into warehouse.mart.rebase_proposal values ('falls', 'RAA', '', null, 'proposed by the data', '')"
    )
    assert con.execute(REBASE_PROPOSAL).fetchall() == []
