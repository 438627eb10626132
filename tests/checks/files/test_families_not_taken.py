"""Families of statistics that no contract takes are refused by name, and nothing else is taken for one of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from checks.admission import admit
from checks.contracts.problems import Refused
from checks.files.detect_layout import detect_layout, find_layout
from checks.files.families_not_taken import normalise_rows, read_families, refuse_family_not_taken
from checks.reading.recognition import open_readable, read_after_search
from checks.samples.discovery import find_good_files
from checks.samples.world import make_world
from checks.storage.home import Home
from tests.checks.lake import only

Rows = Sequence[Sequence[str]]
WEEKS = [f">{week}-{week + 1}" for week in range(52)]
CANCER_KEYS = ["Standard", "Cancer Type", "Referral Route/Stage", "Treatment Modality", "Total", "Within", "After"]
LOOKS: dict[str, tuple[Rows, str]] = {
    "weekly A&E, one week": (
        [["code", "name", "attendances_at_ane", "patients_seen_in_four_hours"], ["ZZR01", "SAMPLE", "12", "93.5"]],
        "weekly A&E",
    ),
    "weekly A&E, with its title": (
        [["", "Title:", "Weekly A&E SitReps"], ["", "Week ending 4 January 2015"], ["", "Code", "Name"]],
        "weekly A&E",
    ),
    "ambulance systems": (
        [["Year", "Month", "Region", "Org Code", "Org Name", *(f"A{number}" for number in range(60))]],
        "ambulance",
    ),
    "names of boards": (
        [["ICB24CD", "ICB24CDH", "ICB24NM", "ObjectId"], ["E54000008", "QYG", "NHS SAMPLE Integrated Care Board", "1"]],
        "integrated care boards",
    ),
    "virtual wards": (
        [
            ["", "Title:", "Virtual Ward Capacity and Occupancy monthly statistics in England"],
            ["", "Region", "Region Code", "ICB code", "Name", "Virtual Ward Capacity \n(see note 1) "],
        ],
        "virtual ward",
    ),
    "virtual wards, without the title": (
        [["Region", "Region Code", "ICB code", "Name", "Virtual Ward Capacity (see note 1)", "Occupancy %"]],
        "virtual ward",
    ),
    "HES-MAR": (
        [["Financial Year", "Reporting Period", "Activity Month", "Organisation breakdown", "Org Code", "Org Name"]],
        "HES-MAR",
    ),
    "RTT by PCT": (
        [["", "SHA Code", "PCT Code", "PCT Name", "Treatment Function Code", "Treatment Function", *WEEKS, "52 plus"]],
        "RTT waiting times, workbook",
    ),
    "RTT by provider, below its notes": (
        [
            ["Title:", "Incomplete pathways, provider"],
            ["Period:", "January 2019"],
            ["Region Code", "Provider Code", "Provider Name", "Treatment Function Code", "Treatment Function", *WEEKS],
        ],
        "RTT waiting times, workbook",
    ),
    "DM01 workbook": (
        [["", "Provider Code", "Provider Name", "Diagnostic ID", "Diagnostic Test Name", "Total Waiting List"]],
        "DM01",
    ),
    "cancer by system": ([["", "Org Code", "System", *CANCER_KEYS, "Performance"]], "sheet by system"),
    "cancer, a year as CSV": (
        [["Period", "Basis", "Org_Code", "Parent_Org", "Org_Name", "Standard_or_Item", "Cancer_Type", "Total"]],
        "combined CSV",
    ),
    "cancer, one standard": (
        [["", "ODS CODE (1)", "ACCOUNTABLE PROVIDER", "REFERRAL ROUTE", "TOTAL", "WITHIN 28 DAYS", "AFTER 28 DAYS"]],
        "one standard",
    ),
    "Northern Ireland": (
        [["Year", "Month", "Specialty", "Total waiting > 52 weeks", "Total waiting > 18 weeks"]],
        "Northern Ireland",
    ),
    "A&E in Northern Ireland": (
        [["Date", "Month", "Year", "Trust", "Dept", "Type", "Under 4 Hours", "Between 4 - 12 Hours", "Over 12 Hours"]],
        "Northern Ireland",
    ),
    "Scotland": ([["Year", "Month", "hb19_code", "Specialty", "Total waiting < 18 weeks"]], "Scotland"),
    "Wales": (
        [["", "All "], ["", "Over 0 weeks and up to 1 week ", "Over 1 week and up to 2 weeks "], ["Sep-2011 ", "3"]],
        "Wales",
    ),
}
PUBLISHED = {
    "data/other_families/ambulance/AmbSYS-sample.csv": "ambulance",
    "data/other_families/hes_mar/HES_MAR_2020-21_M13-first-rows.csv": "HES-MAR",
    "data/other_families/other_nations/ni.csv": "Northern Ireland",
    "data/other_families/other_nations/northern-ireland-ae-raw.csv": "Northern Ireland",
    "data/other_families/other_nations/scotland-hb.csv": "Scotland",
    "data/other_families/other_nations/wales-rtt-july-2022.csv": "Wales",
    "data/other_families/rtt_by_commissioner/2009-12-incomplete-by-PCT.csv": "RTT waiting times, workbook",
    "data/other_families/rtt_by_commissioner/2015-01-admitted-by-CCG.csv": "RTT waiting times, workbook",
    "data/other_families/virtual_wards/2023_07_Monthly_Virtual_Ward.csv": "virtual ward",
    "data/other_families/virtual_wards/2024_02_Monthly_Virtual_Ward.csv": "virtual ward",
    "data/other_families/weekly_ae/weekly_ae_sitrep.csv": "weekly A&E",
    "data/cancer_combined/January-2026-provisional-System_Level_Performance.csv": "sheet by system",
    "data/cancer_combined/April-2025-CRS-62-DAY_ALL_CANCER.csv": "one standard",
    "cases/files/13-weekly-ae-sitrep/weekly_ae_sitrep.csv": "weekly A&E",
    "cases/files/14-ambulance-ambsys/AmbSYS.csv": "ambulance",
    "cases/files/22-rtt-commissioner-workbooks-2009-2015/2009-12-incomplete-PCT.csv": "RTT waiting times, workbook",
    "cases/files/22-rtt-commissioner-workbooks-2009-2015/2015-01-incomplete-CCG.csv": "RTT waiting times, workbook",
}
WORLD = make_world(8, 2026)


def _refusal(rows: Rows) -> Refused:
    with pytest.raises(Refused) as refusal:
        detect_layout(rows)
    return refusal.value


@pytest.mark.parametrize("look", LOOKS)
def test_a_family_is_refused_by_its_name(look: str) -> None:
    rows, name = LOOKS[look]
    [reason] = _refusal(rows).reasons
    assert (reason.rule, name in reason.message) == ("family_not_taken", True)
    assert reason.advice


def test_every_row_of_the_table_has_a_look_that_needs_it() -> None:
    looks = [normalise_rows(rows) for rows, _ in LOOKS.values()]
    assert [family for family in read_families() if not any(family.fits(rows) for rows in looks)] == []


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_file_is_refused_by_its_name(name: str, shared: Path) -> None:
    if not (shared / name).is_file():
        pytest.skip(f"{name} is not among the real extracts")
    with open_readable(shared / name, is_ours=False) as file, pytest.raises(Refused) as refusal:
        read_after_search(file).known_layout()
    [reason] = refusal.value.reasons
    assert (reason.rule, PUBLISHED[name] in reason.message) == ("family_not_taken", True)


@pytest.mark.parametrize("kind", sorted(find_good_files()))
def test_no_kind_is_taken_for_a_family(kind: str) -> None:
    rows = list(csv.reader(io.StringIO(find_good_files()[kind](WORLD).decode("utf-8-sig"), newline="")))[:60]
    assert refuse_family_not_taken(rows) is None
    layout = find_layout(rows)
    assert layout is not None
    assert layout.extract.kind == kind


def test_a_header_that_has_changed_is_still_described() -> None:
    rows = list(csv.reader(io.StringIO(find_good_files()["cancer"](WORLD).decode(), newline="")))
    changed = [["Area" if cell == "Region" else cell for cell in row] for row in rows]
    layout = detect_layout(changed)
    assert {(reason.rule, reason.column) for reason in layout.drift} == {
        ("unknown_column", "Area"),
        ("missing_column", "Region"),
    }


@pytest.mark.parametrize(
    "rows",
    [
        [["Org Code", "Beds"], ["RAA", "5"]],
        [["Year", "Month", "Region", "Org Code", "A0"], ["2024", "1", "Eng", "Eng", "5"]],
    ],
)
def test_what_nobody_has_seen_is_of_no_known_kind(rows: Rows) -> None:
    assert [reason.rule for reason in _refusal(rows).reasons] == ["known_kind"]


def test_a_family_in_a_workbook_and_a_text_is_quarantined_by_its_name(tmp_path: Path) -> None:
    rows, name = LOOKS["virtual wards"]
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Notes"])
    sheet = book.create_sheet("Virtual Wards")
    for row in rows:
        sheet.append(list(row))
    book.save(tmp_path / "wards.xlsx")
    (tmp_path / "wards.csv").write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows))
    for outcome in admit(Home(tmp_path / "home"), [tmp_path / "wards.xlsx", tmp_path / "wards.csv"]):
        reason = only(outcome)
        assert (outcome.status, reason.rule, name in reason.message) == ("quarantined", "family_not_taken", True)
