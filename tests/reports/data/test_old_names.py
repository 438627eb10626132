"""Readers find an organisation by the names and codes of those that it took over from."""

from __future__ import annotations

import duckdb
import pytest

from reports.data.old_names import read_old_names

A_SHA = [("5X1", "Old PCT"), ("RA1", "FIRST NHS TRUST"), ("RA2", "Second NHS Trust"), ("RA3", "Third NHS Trust")]


@pytest.mark.parametrize(
    ("successions", "expected"),
    [
        ([], {}),
        ([("RA1", "RA2")], {"RA2": "First NHS Trust RA1"}),
        # by way of another, which has no figures any more
        (
            [("RA1", "RA2"), ("RA2", "RA3")],
            {"RA2": "First NHS Trust RA1", "RA3": "First NHS Trust RA1 Second NHS Trust RA2"},
        ),
        # two predecessors, and one whose name no register has
        ([("RA1", "RA3"), ("ZZ9", "RA3")], {"RA3": "First NHS Trust RA1 ZZ9"}),
        # a part taken over by each of two
        ([("RA1", "RA2"), ("RA1", "RA3")], {"RA2": "First NHS Trust RA1", "RA3": "First NHS Trust RA1"}),
        # a circle in a register
        ([("RA1", "RA2"), ("RA2", "RA1")], {"RA1": "Second NHS Trust RA2", "RA2": "First NHS Trust RA1"}),
    ],
)
def test_old_names_lead_to_whoever_took_over(successions: list[tuple[str, str]], expected: dict[str, str]) -> None:
    with duckdb.connect() as con:
        con.execute("create schema core")
        con.execute("create table core.organisation (organisation varchar, name varchar)")
        con.execute("create table core.succession (predecessor varchar, successor varchar)")
        con.executemany("insert into core.organisation values (?, ?)", A_SHA)
        if successions:
            con.executemany("insert into core.succession values (?, ?)", successions)
        assert read_old_names(con) == expected
