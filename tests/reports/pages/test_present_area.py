"""The page of an area whose organisations lay elsewhere before."""

from __future__ import annotations

import csv
from pathlib import Path

from checks.storage.home import Home
from reports.publish import publish
from tests.checks import sheets
from tests.checks.quick_admission import admit_without_rules
from transforms.build import build_warehouse

PLACES = {f"2025-{month:02d}": {"ZZA": "QAA", "ZZB": "QAA" if month < 11 else "QDD"} for month in (9, 10, 11, 12)}


def test_an_area_shows_its_present_organisations_through_all_months(home: Home, tmp_path: Path) -> None:
    files = []
    for month, boards in PLACES.items():
        actual = [
            {**row, "parent_code": board, "parent_name": f"BOARD {board}"}
            for code, board in boards.items()
            for row in sheets.rtt_rows(code)
        ]
        files.append(sheets.rtt(actual, month).write(tmp_path, f"{month}.csv"))
    # A&E places its organisations in regions: it has nothing to say of boards
    files.append(sheets.ae(sheets.ae_rows(3, "2025-12"), "2025-12").write(tmp_path, "ae.csv"))
    assert {verdict.status for verdict in admit_without_rules(home, files)} == {"accepted"}
    build_warehouse(home)
    edition = publish(home)
    page = (edition / "area" / "qdd.html").read_text(encoding="utf-8")
    assert "as it is now</h2>" in page
    assert "October 2025" in page
    with (edition / "data" / "area-now-qdd-rtt_incomplete.csv").open(encoding="utf-8", newline="") as handle:
        reported = [(row["month"], row["came_from_elsewhere"]) for row in csv.DictReader(handle)]
    assert reported == [("2025-09", "1"), ("2025-10", "1"), ("2025-11", "0"), ("2025-12", "0")]
    assert [path.name for path in edition.glob("data/area-now-*ae_*")] == []
    left = (edition / "area" / "qaa.html").read_text(encoding="utf-8")
    assert "as it is now</h2>" in left
    assert "as it is now</h2>" not in (edition / "area" / "england.html").read_text(encoding="utf-8")
