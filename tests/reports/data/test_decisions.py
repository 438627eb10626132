"""What people decided stands on the data-quality page, with the reason, from the moment on at which they did."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from checks.admission import admit, admit_landed
from checks.review import decisions, readmission
from checks.storage import ledger
from checks.storage.home import Home
from reports.publish import publish
from tests.checks import sheets
from tests.reports.site import Page
from tests.transforms.warehouse import rows
from transforms.build import build_warehouse


def _admit_file(home: Home, path: Path) -> str:
    [verdict] = admit(home, [path])
    assert verdict.status == "accepted"
    return str(verdict.load_id)


def test_decisions_are_told_and_an_acknowledged_warning_no_more(home: Home, tmp_path: Path) -> None:
    first = _admit_file(home, sheets.ae(sheets.ae_rows(4)).write(tmp_path, "first.csv"))
    _admit_file(
        home, sheets.ae([{**row, "attendances_other": 900} for row in sheets.ae_rows(4)]).write(tmp_path, "b.csv")
    )
    leaping = [{**row, "attendances_type1": 90_000} for row in sheets.ae_rows(4, "2025-07")]
    warned = _admit_file(home, sheets.ae(leaping, "2025-07").write(tmp_path, "july.csv"))
    moment = datetime.fromisoformat(ledger.read_loads(home)[-1].received_at)
    asked = "select decision, load_id, kind, reason, role from core.decision"
    assert rows(build_warehouse(home), "select distinct is_acknowledged from core.reason") == [(False,)]
    assert "went from" in Page((publish(home) / "quality.html").read_text(encoding="utf-8")).text

    decisions.acknowledge_warnings(home, [warned], "a <b>new</b> site", "analyst")
    landed = readmission.reinstate_load(home, first, "the first was right", "data manager")
    assert admit_landed(home, landed).status == "accepted"
    assert rows(build_warehouse(home), asked) == [
        ("accept", warned, "ae", "a <b>new</b> site", "analyst"),
        ("reinstate", first, "ae", "the first was right", "data manager"),
    ]
    page = Page((publish(home) / "quality.html").read_text(encoding="utf-8"))
    assert "went from" not in page.text
    for words in (
        "Warnings acknowledged",
        "a <b>new</b> site",
        "Counts again",
        "first.csv (June 2025)",
        "data manager",
    ):
        assert words in page.text, words
    assert rows(build_warehouse(home, as_known_at=moment), asked) == []
