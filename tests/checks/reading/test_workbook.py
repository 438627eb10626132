"""Published workbooks, and their sheets saved as CSV: the same figures as the published CSV, or a reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit
from checks.extracts.ae_sheet import SHARES
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import critical, entries, rows
from tests.checks.sheets.ae_workbook import ae_workbook, ae_workbook_rows, as_saved, write_workbook

PROVIDERS = "Provider Level Data"


def _admit_workbook(home: Home, path: Path) -> AdmissionOutcome:
    [verdict] = admit(home, [path])
    return verdict


def _same_figures(actual_rows: list[dict[str, object]]) -> None:
    for row, wanted in zip(actual_rows, ae_workbook_rows(), strict=True):
        for name in ("attendances_type1", "attendances_type2", "over_4h_other", "admissions_type1", "dta_over_12h"):
            assert row[name] == wanted[name]
        assert row["dta_4_to_12h"] == int(str(wanted["dta_over_4h"])) - int(str(wanted["dta_over_12h"]))
        assert str(row["region"]).startswith("NHS ENGLAND ")
        assert row["booked_type1"] is None


def test_the_provider_sheet_of_a_workbook_is_read(home: Home, tmp_path: Path) -> None:
    other = ae_workbook(ae_workbook_rows(2), "May 2025")
    path = write_workbook(tmp_path / "by-provider.xlsx", {"Non-Booked Data": other, PROVIDERS: ae_workbook()})
    verdict = _admit_workbook(home, path)
    assert (verdict.status, verdict.kind, verdict.month, verdict.rows) == ("accepted", "ae", "2025-06", 3)
    _same_figures(rows(home, verdict))
    [entry] = entries(home)
    assert (entry["encoding"], entry["sheet"]) == ("workbook", PROVIDERS)


def test_the_sheet_saved_as_csv_is_read(home: Home, tmp_path: Path) -> None:
    saved = as_saved(ae_workbook())
    assert any("," in cell for line in saved.lines for cell in line)
    assert "75.00%" in {cell for line in saved.lines for cell in line}
    verdict = _admit_workbook(home, saved.write(tmp_path))
    assert (verdict.status, verdict.month) == ("accepted", "2025-06"), verdict.reasons
    _same_figures(rows(home, verdict))


def test_a_dash_is_nothing_there_and_a_fault_in_the_published_csv(home: Home, tmp_path: Path) -> None:
    sheet = sheets.ae().put(2, "A&E attendances Type 2", "-")
    assert "not_a_number" in critical(_admit_workbook(home, sheet.write(tmp_path)))


@pytest.mark.parametrize("period", ["June 2025", "JUNE 2025", "2025-06-01"])
def test_the_month_stands_above_the_table(home: Home, tmp_path: Path, period: str) -> None:
    assert _admit_workbook(home, ae_workbook(period=period).write(tmp_path)).month == "2025-06"


def test_a_sheet_that_lost_its_period_is_refused(home: Home, tmp_path: Path) -> None:
    verdict = _admit_workbook(home, ae_workbook(period="").write(tmp_path))
    assert critical(verdict) == {"month_told"}


def test_headers_with_a_nought_for_every_dash_are_refused_by_name(home: Home, tmp_path: Path) -> None:
    text = as_saved(ae_workbook()).text().replace("-", "0")
    (tmp_path / "saved.csv").write_text(text, newline="")
    verdict = _admit_workbook(home, tmp_path / "saved.csv")
    assert critical(verdict) == {"unknown_column", "missing_column"}
    assert "A&E attendances: Type 1 Departments 0 Major A&E" in {reason.column for reason in verdict.reasons}


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("attendances_total", "sheet_does_not_add_up"),
        ("over_4h_type1", "sheet_does_not_add_up"),
        ("admissions_total", "sheet_does_not_add_up"),
    ],
)
def test_a_changed_figure_is_found(home: Home, tmp_path: Path, name: str, rule: str) -> None:
    changed = ae_workbook_rows()
    changed[1][name] = int(str(changed[1][name])) + 1
    assert rule in critical(_admit_workbook(home, ae_workbook(changed).write(tmp_path)))


def test_a_workbook_without_an_extract_tells_its_sheets(home: Home, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "plan.xlsx", {"Budget": sheets.Sheet((("Item", "Cost"), ("Tea", "4")))})
    verdict = _admit_workbook(home, path)
    assert critical(verdict) == {"known_kind"}
    assert "Budget" in verdict.reasons[0].message


def test_a_workbook_with_two_extracts_is_refused(home: Home, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "two.xlsx", {"June": sheets.ae(), "May": sheets.ae(month="2025-05")})
    assert critical(_admit_workbook(home, path)) == {"one_sheet"}


def test_the_published_csv_saved_as_a_workbook_is_read(home: Home, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "june.xlsx", {"Monthly-AE-June-2025": sheets.ae()})
    assert _admit_workbook(home, path).status == "accepted"


def test_patients_on_any_sheet_refuse_the_workbook(home: Home, tmp_path: Path) -> None:
    people = sheets.Sheet((("NHSNumber", "Unit"), ("9990000018", "A")))
    path = write_workbook(tmp_path / "both.xlsx", {PROVIDERS: ae_workbook(), "Sheet2": people})
    assert critical(_admit_workbook(home, path)) == {"no_patient_data"}
    assert list(home.quarantine.iterdir()) == []


def _repack(path: Path, name: str, change: bytes) -> Path:
    handle = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.infolist():
            content = before.read(member)
            after.writestr(member.filename, change if member.filename == name else content)
    path.write_bytes(handle.getvalue())
    return path


BILLION = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><sst>&c;</sst>'


HOSTILE_WORKBOOKS: dict[str, tuple[bytes, frozenset[str]]] = {
    "a workbook with XML entities": (BILLION, frozenset({"workbook"})),
    "a workbook of broken XML": (b"<broken", frozenset({"workbook"})),
    "a workbook with a sheet that unpacks to 100 MiB": (b" " * (100 << 20), frozenset({"unpacked_size"})),
}
"""Workbooks in words (docs/intake.md), what their first sheet has, and the rule that refuses each."""


@pytest.mark.parametrize("words", HOSTILE_WORKBOOKS)
def test_a_hostile_workbook_is_refused(home: Home, tmp_path: Path, words: str) -> None:
    change, rules = HOSTILE_WORKBOOKS[words]
    path = write_workbook(tmp_path / "book.xlsx", {PROVIDERS: ae_workbook()})
    verdict = _admit_workbook(home, _repack(path, "xl/worksheets/sheet1.xml", change))
    assert critical(verdict) == rules
    assert "bbbb" not in verdict.reasons[0].message


@pytest.mark.parametrize("count", [65_536, 1_048_576])
def test_a_file_cut_where_a_spreadsheet_ends_is_refused_and_named(home: Home, tmp_path: Path, count: int) -> None:
    sheet = sheets.rtt(sheets.rtt_rows("RAA"))
    text = sheet.text("\n")
    row = text.splitlines(keepends=True)[-1] if count < 100_000 else "x,\n"
    path = tmp_path / "cut.csv"
    path.write_text(text + row * (count - len(sheet.lines)))
    verdict = _admit_workbook(home, path)
    assert critical(verdict) == {"cut_by_spreadsheet"}
    assert f"{count:,} rows" in verdict.reasons[0].message


def test_every_share_has_a_column_of_its_own() -> None:
    assert len(set(SHARES)) == 4
