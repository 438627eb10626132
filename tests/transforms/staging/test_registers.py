"""Registers are staged newest first: which rows count today, and that no model writes the rule again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import duckdb
import pytest

from checks.extracts import EXTRACTS
from transforms.model_graph import read_models
from transforms.staging.registers import create_newest_first_tables

Row = dict[str, object]


def _stage(kind: str, rows: Sequence[Row]) -> duckdb.DuckDBPyConnection:
    extract = EXTRACTS[kind]
    con = duckdb.connect()
    columns = ", ".join(f"{name} {extract.sql_type(name)}" for name in extract.lake_columns)
    con.execute(f"create schema staging; create table sent (load_id varchar, row bigint, {columns})")
    for row in rows:
        con.execute(f"insert into sent ({', '.join(row)}) values ({', '.join('?' * len(row))})", list(row.values()))
    create_newest_first_tables(con, extract, "select * from sent")
    return con


def test_the_newest_load_counts_for_each_key_in_whatever_order_the_rows_come() -> None:
    rows: list[Row] = [
        {"load_id": "2", "row": 2, "practice": "huddles", "title": "Huddles, corrected"},
        {"load_id": "1", "row": 2, "practice": "huddles", "title": "Huddles", "aim": "once given"},
        {"load_id": "1", "row": 3, "practice": "calls", "title": "Calls"},
    ]
    con = _stage("practices", rows)
    current = con.execute("select practice, title, aim from staging.practices order by 1").fetchall()
    assert current == [("calls", "Calls", None), ("huddles", "Huddles, corrected", None)]
    history = con.execute("select load_id, row, is_newest from staging.practices_history order by 1, 2").fetchall()
    assert history == [("1", 2, False), ("1", 3, True), ("2", 2, True)]


def test_all_rows_of_a_key_in_the_newest_load_count() -> None:
    pair = {"practice": "huddles", "organisation": "RAA"}
    rows: list[Row] = [
        {"load_id": "1", "row": 2, **pair, "from_text": "2023-01"},
        {"load_id": "2", "row": 2, **pair, "from_text": "2024-01"},
        {"load_id": "2", "row": 3, **pair, "from_text": "2025-01"},
    ]
    con = _stage("eligibility", rows)
    assert con.execute("select from_text from staging.eligibility order by 1").fetchall() == [
        ("2024-01",),
        ("2025-01",),
    ]


def test_an_organisation_keeps_what_only_an_older_layout_has() -> None:
    rows: list[Row] = [
        {"load_id": "1", "row": 2, "organisation": "RAA", "name": "Old name", "icb": "QHM", "region": "Y63"},
        {"load_id": "2", "row": 5, "organisation": "RAA", "name": "New name", "area": "ZZN"},
    ]
    con = _stage("organisations", rows)
    current = con.execute("select load_id, row, name, icb, region, area from staging.organisations").fetchall()
    assert current == [("2", 5, "New name", "QHM", "Y63", "ZZN")]


def test_a_register_without_rows_has_both_tables() -> None:
    con = _stage("adoptions", [])
    assert con.execute("select count(*) from staging.adoptions, staging.adoptions_history").fetchall() == [(0,)]


def test_no_model_writes_the_rule_again() -> None:
    registers = {f"staging.{kind}" for kind, extract in EXTRACTS.items() if extract.is_register}
    registers |= {f"{table}_history" for table in registers}
    texts = {m.table: m.source for m in read_models() if registers & m.reads and isinstance(m.source, str)}
    assert len(texts) > 8
    # disclosure control reads every value that was ever sent, and which load first said who adds up to whom
    repeated = {table for table, text in texts.items() if "load_id desc" in text or "load_id)" in text}
    assert repeated == {"core.disclosure_figure", "core.disclosure_part"}


@pytest.mark.parametrize(
    "change", [{"register_key": ()}, {"register_key": ("no_such_column",)}, {"is_register": False}]
)
def test_a_register_has_a_key_of_its_own_columns(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a register has a key"):
        dataclasses.replace(EXTRACTS["practices"], **change)  # type: ignore[arg-type]
