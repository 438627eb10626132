"""One publication in two layouts in the warehouse: no revision, the same figures, also as known at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from checks.admission import admit
from checks.review.withdrawal import withdraw_load
from checks.storage import ledger
from checks.storage.home import Home
from reports.publish import publish
from tests.checks import sheets
from tests.checks.sheets import Row, ae_workbook
from tests.reports.site import Page
from tests.transforms.warehouse import build_tables, observed, rows
from transforms.build import build_warehouse

BUILT_TABLES = (
    "core.load",
    "core.observation",
    "core.vintage",
    "core.vintage_figure",
    "mart.revision",
    "mart.revision_month",
)
STATUSES = "select era like 'provider sheet%' as is_sheet, status from core.load order by received_at"


def _write_sheet(folder: Path, name: str, given: Sequence[Row]) -> Path:
    return ae_workbook.ae_workbook(ae_workbook.as_workbook_rows(given)).write(folder, name)


def _revised_rows() -> list[Row]:
    given = [dict(row) for row in sheets.ae_rows(3)]
    given[1]["attendances_other"] = 999
    return given


def _admit_each(home: Home, *files: Path) -> None:
    for file in files:
        [outcome] = admit(home, [file])
        assert outcome.status == "accepted", outcome.reasons


def test_a_publication_in_two_layouts_is_no_revision(home: Home, tmp_path: Path) -> None:
    _admit_each(home, _write_sheet(tmp_path, "sheet.csv", sheets.ae_rows(3)))
    moment = datetime.fromisoformat(ledger.read_loads(home)[0].received_at)
    _admit_each(home, sheets.ae(sheets.ae_rows(3)).write(tmp_path, "a.csv"))
    path = build_tables(home, BUILT_TABLES, as_known_at=moment)
    assert rows(path, STATUSES) == [(True, "accepted")]
    before = observed(path, "ae", "2025-06")
    path = build_warehouse(home)
    assert rows(path, STATUSES) == [(True, "repeated"), (False, "accepted")]
    assert observed(path, "ae", "2025-06") == before
    for table in ("core.vintage", "mart.revision", "mart.revision_month", "core.vintage_figure"):
        assert rows(path, f"select count(*) from {table}") == [(0,)], table
    edition = publish(home)
    assert "Revised" not in Page((edition / "index.html").read_text(encoding="utf-8")).text
    quality = Page((edition / "quality-log.html").read_text(encoding="utf-8")).text
    assert "1 repeated" in quality
    assert "superseded" not in quality.split("Months held")[0]


def test_with_the_counting_file_withdrawn_the_other_gives_the_same_figures(home: Home, tmp_path: Path) -> None:
    given = sheets.ae_rows(3)
    _admit_each(home, sheets.ae(given).write(tmp_path, "a.csv"), _write_sheet(tmp_path, "sheet.csv", given))
    before = observed(build_tables(home, BUILT_TABLES), "ae", "2025-06")
    withdraw_load(home, "a.csv", "sent by mistake", "data manager")
    path = build_tables(home, BUILT_TABLES)
    assert rows(path, STATUSES) == [(False, "withdrawn"), (True, "accepted")]
    assert observed(path, "ae", "2025-06") == before
    assert rows(path, "select count(*) from mart.revision_month") == [(0,)]


@pytest.fixture(scope="module")
def revised_by_sheet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path]:
    folder = tmp_path_factory.mktemp("revised")
    home = Home(folder / "home").prepare()
    _admit_each(home, sheets.ae(sheets.ae_rows(3)).write(folder, "a.csv"))
    _admit_each(home, _write_sheet(folder, "revised-sheet.csv", _revised_rows()))
    return home, folder


def test_a_revision_in_another_layout_is_reported_by_measure(revised_by_sheet: tuple[Home, Path]) -> None:
    """Counts of the sheet include booked appointments, so that nearly every one differs and none has been revised."""
    home, folder = revised_by_sheet
    path = build_tables(home, BUILT_TABLES)
    asked = (
        "select organisation, item, is_measure, change from mart.revision where organisation like 'R%' order by 1, 2"
    )
    assert rows(path, asked) == [
        ("RAB", "ae_attendances", True, "revised"),
        ("RAB", "ae_within_4h", True, "revised"),
    ]
    columns = "vintages, cells_changed, organisations_changed, organisations_joined, organisations_left"
    assert rows(path, f"select {columns} from mart.revision_month") == [(2, 0, 1, [], [])]
    # once its CSV is there, the two CSVs are compared count by count
    _admit_each(home, sheets.ae(_revised_rows()).write(folder, "revised.csv"))
    path = build_tables(home, BUILT_TABLES)
    assert rows(path, f"select {columns} from mart.revision_month") == [(2, 1, 1, [], [])]
    assert rows(path, "select organisation, item from mart.revision where not is_measure") == [
        ("RAB", "attendances_other")
    ]
    assert [status for _, status in rows(path, STATUSES)] == ["superseded", "repeated", "accepted"]


def test_the_published_pair_of_march_2026(shared: Path, home: Home) -> None:
    folder = shared / "cases" / "files" / "23-ae-csv-then-sheet-of-one-month"
    if not folder.is_dir():
        pytest.skip("the cases are not at hand")
    files = sorted(path for path in folder.glob("*.csv"))
    _admit_each(home, *files)
    path = build_tables(home, BUILT_TABLES)
    assert rows(path, STATUSES) == [(False, "accepted"), (True, "repeated")]
    assert rows(path, "select count(*) from mart.revision") == [(0,)]
