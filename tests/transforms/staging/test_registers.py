"""Registers are staged newest first: which rows count today, and that no model writes the rule again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import duckdb
import pytest

from checks.extracts import EXTRACTS
from checks.extracts.ods_files import ODS
from checks.extracts.organisations import MAPPING
from transforms.model_graph import read_models
from transforms.staging.registers import create_newest_first_tables

Row = dict[str, object]


def _stage(kind: str, rows: Sequence[Row]) -> duckdb.DuckDBPyConnection:
    extract = EXTRACTS[kind]
    con = duckdb.connect()
    columns = ", ".join(f"{name} {extract.sql_type(name)}" for name in extract.lake_columns)
    con.execute(f"create schema staging; create table sent (load_id varchar, row bigint, era varchar, {columns})")
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


ODS_ROW: Row = {"row": 1, "era": ODS.name, "kind": "provider", "organisation": "RC9"}


def _trust(load_id: str, newest_day: str, icb: str | None, **cells: object) -> list[Row]:
    """One load of an ODS file: a trust, and another that closed on the newest day of the file."""
    closed: Row = {**ODS_ROW, "load_id": load_id, "organisation": "RAA", "closed": newest_day}
    return [{**ODS_ROW, "load_id": load_id, "icb": icb, "opened": "1992-04-01", **cells}, closed]


def _board(rows: Sequence[Row]) -> list[tuple[object, ...]]:
    con = _stage("organisations", rows)
    return con.execute("select icb, load_id from staging.organisations where organisation = 'RC9'").fetchall()


def test_an_older_file_that_comes_late_replaces_nothing() -> None:
    newer, older = _trust("1", "2026-06-01", "S1Y5D"), _trust("2", "2021-09-30", "QHG")
    assert _board([*newer, *older]) == [("S1Y5D", "1")]
    assert _board(older) == [("QHG", "2")]


def test_older_files_that_come_late_are_in_the_order_of_their_own_dates() -> None:
    newest = _trust("1", "2026-06-01", None, name="A TRUST")
    oldest, middle = _trust("3", "2015-01-01", "Q79"), _trust("2", "2021-09-30", "QHG")
    assert _board([*newest, *middle, *oldest]) == [("QHG", "1")]


def test_a_local_list_counts_by_when_it_came() -> None:
    newer, older = _trust("1", "2026-06-01", "S1Y5D"), _trust("3", "2021-09-30", "QHG")
    local: Row = {"load_id": "2", "row": 2, "era": "local list", "organisation": "RC9", "icb": "QUE"}
    assert _board([*newer, local, *older]) == [("QUE", "2")]
    assert _board([*older[:1], {**local, "load_id": "1"}]) == [("QHG", "3")]


def test_files_of_another_sort_are_not_compared() -> None:
    commissioners = [{**row, "kind": "CCG"} for row in _trust("2", "2021-09-30", "QHG")]
    assert _board([*_trust("1", "2026-06-01", "S1Y5D"), *commissioners]) == [("QHG", "2")]


def test_a_mapping_without_a_date_fills_only_what_no_file_says() -> None:
    mapping: Row = {"row": 2, "era": MAPPING.name, "organisation": "RC9", "icb": "QHG", "icb_name": "NHS B"}
    assert _board([*_trust("1", "2026-06-01", "S1Y5D"), {**mapping, "load_id": "2"}]) == [("S1Y5D", "1")]
    assert _board([*_trust("1", "2026-06-01", None), {**mapping, "load_id": "2"}]) == [("QHG", "1")]


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
    # and the names of areas say which load was the last to name each of them
    assert repeated == {"core.disclosure_figure", "core.disclosure_part", "core.area_name"}


@pytest.mark.parametrize(
    "change", [{"register_key": ()}, {"register_key": ("no_such_column",)}, {"is_register": False}]
)
def test_a_register_has_a_key_of_its_own_columns(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a register needs a register_key"):
        dataclasses.replace(EXTRACTS["practices"], **change)  # type: ignore[arg-type]
