"""What people decided stands on the data-quality page, with the reason, from the moment on at which they did."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb

from checks.admission import admit, admit_landed
from checks.review import decisions, readmission
from checks.storage import ledger
from checks.storage.home import Home
from reports.data.decisions import read_decisions
from reports.publish import publish
from tests.checks import sheets
from tests.reports.site import Page
from tests.transforms.warehouse import build_tables, rows
from transforms.build import build_warehouse


def _admit_file(home: Home, path: Path) -> str:
    [verdict] = admit(home, [path])
    assert verdict.status == "accepted"
    return str(verdict.load_id)


def test_decisions_are_reported_and_an_acknowledged_warning_no_more(home: Home, tmp_path: Path) -> None:
    first = _admit_file(home, sheets.ae(sheets.ae_rows(4)).write(tmp_path, "first.csv"))
    _admit_file(
        home, sheets.ae([{**row, "attendances_other": 900} for row in sheets.ae_rows(4)]).write(tmp_path, "b.csv")
    )
    leaping = [{**row, "attendances_type1": 90_000} for row in sheets.ae_rows(4, "2025-07")]
    warned = _admit_file(home, sheets.ae(leaping, "2025-07").write(tmp_path, "july.csv"))
    moment = datetime.fromisoformat(ledger.read_loads(home)[-1].received_at)
    asked = "select decision, load_id, kind, reason, role from core.decision"
    # the pages read more tables than decisions and warnings do: they are made for the end alone
    with duckdb.connect(str(build_tables(home, ["core.reason"])), read_only=True) as con:
        assert con.execute("select distinct is_acknowledged from core.reason").fetchall() == [(False,)]
        assert any("went from" in str(row) for row in con.execute("from core.reason").fetchall())

    decisions.acknowledge_warnings(home, [warned], "a <b>new</b> site", "analyst")
    landed = readmission.reinstate_load(home, first, "the first was right", "data manager")
    assert admit_landed(home, landed).status == "accepted"
    assert rows(build_warehouse(home), asked) == [
        ("accept", warned, "ae", "a <b>new</b> site", "analyst"),
        ("reinstate", first, "ae", "the first was right", "data manager"),
    ]
    page = Page((publish(home) / "quality-log.html").read_text(encoding="utf-8"))
    assert "went from" not in page.text
    for words in (
        "Warnings acknowledged",
        "a <b>new</b> site",
        "Counts again",
        "first.csv (June 2025)",
        "data manager",
    ):
        assert words in page.text, words
    assert rows(build_tables(home, ["core.decision"], as_known_at=moment), asked) == []


def test_many_loads_are_named_from_the_earliest_month_on_in_whatever_order_they_were_received() -> None:
    with duckdb.connect() as con:
        con.execute("create schema core")
        con.execute(
            "create table core.decision as select timestamp '2026-11-30 09:00' as decided_at, load_id, file_name, "
            "month, 'accept' as decision, 'checked' as reason, 'analyst' as role from (values "
            "('1', 'june.csv', date '2025-06-01'), ('2', 'etr.csv', null), ('3', 'january.csv', date '2025-01-01'), "
            "('4', 'may.csv', date '2025-05-01')) as load(load_id, file_name, month)"
        )
        [row] = read_decisions(con)
        con.execute("update core.decision set load_id = (5 - load_id::int)::varchar")
        assert read_decisions(con) == [row]
    assert row.files == "4 loads, etr.csv to june.csv (June 2025)"
