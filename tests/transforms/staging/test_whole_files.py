"""England and areas are added up from a whole file alone: by total row, by the publisher's rows, or by its size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from checks.admission import AdmissionOutcome, admit
from checks.contracts.contract import Extract
from checks.extracts import EXTRACTS, rtt_layouts
from checks.extracts import rtt as rtt_contract
from checks.storage.home import Home
from reports.publish import publish
from tests.checks import sheets
from tests.checks.lake import critical
from tests.reports.site import Page
from tests.transforms.warehouse import answers, build_tables, rows
from transforms.build import build_warehouse

BUILT_TABLES = ("core.area_now", "core.observation")
RTT = rtt_contract.EXTRACT
SMALL = replace(
    RTT,
    layouts=tuple(replace(published_layout, least_organisations=3, least_rows=6) for published_layout in RTT.layouts),
)
"""The contract with a floor that a test can reach."""
WAITS = dict.fromkeys(rtt_layouts.BANDS, 0) | {"weeks_003": 30}


def _waiting_rows(*codes: str, specialties: int = 2) -> list[dict[str, object]]:
    """Rows of the lake: for each provider `specialties` of them, one of which is the total that measures read."""
    names = ("C_999", "C_100", "C_110", "C_120")[:specialties]
    keys = {"era": rtt_layouts.BANDS_105.name, "parent_code": "QWO", "commissioner_code": "15F", "part": "Part_2"}
    return [
        {"row": number, **keys, "organisation_code": code, "treatment_function_code": name, "total_all": 30, **WAITS}
        for number, (code, name) in enumerate((code, name) for code in codes for name in names)
    ]


def _levels(con: duckdb.DuckDBPyConnection, extract: Extract, given: list[dict[str, object]]) -> set[str]:
    return {organisation for _, organisation in answers(con, extract, "2026-01", given)}


@pytest.mark.parametrize(
    ("codes", "specialties", "is_whole"),
    [
        (("RAA", "RAB", "RAC"), 2, True),
        (("RAA", "RAB", "RAC", "NT447"), 2, True),
        # too few organisations, however many rows
        (("RAA", "RAB"), 4, False),
        # too few rows, however many organisations
        (("RAA", "RAB", "RAC", "RAD", "RAE"), 1, False),
        # invented organisations have no England that they could be a part of
        (("ZZA",), 1, True),
        (("ZZA", "ZZB01"), 2, True),
        # one real code, and the floor applies
        (("ZZA", "RAA"), 2, False),
        # a code that only looks like those of the samples
        (("ZZ201", "ZZ203"), 2, False),
    ],
)
def test_as_many_as_a_whole_file_has(
    con: duckdb.DuckDBPyConnection, codes: tuple[str, ...], specialties: int, *, is_whole: bool
) -> None:
    wanted = {*codes, *(("QWO", "ENGLAND") if is_whole else ())}
    assert _levels(con, SMALL, _waiting_rows(*codes, specialties=specialties)) == wanted


def test_percentiles_are_read_for_the_same_levels(con: duckdb.DuckDBPyConnection) -> None:
    for codes, levels in ((("RAA", "RAB"), {"RAA", "RAB"}), (("ZZA", "ZZB"), {"ZZA", "ZZB", "QWO", "ENGLAND"})):
        actual = answers(con, SMALL, "2026-01", _waiting_rows(*codes))
        assert {organisation for measure, organisation in actual if measure == "rtt_median_weeks"} == levels


def test_a_contract_that_adds_up_must_say_what_is_whole() -> None:
    bare = tuple(replace(published_layout, least_organisations=0, least_rows=0) for published_layout in RTT.layouts)
    with pytest.raises(ValueError, match="say what a whole file is"):
        replace(RTT, layouts=bare)
    with pytest.raises(ValueError, match="say what a whole file is"):
        replace(RTT, layouts=(RTT.layouts[0], bare[1]))
    assert all(extract.says_what_is_whole for extract in EXTRACTS.values() if extract.measures)


def _admit_slice(home: Home, folder: Path, month: str = "2026-01", *codes: str) -> AdmissionOutcome:
    given = [row for code in codes or ("RAA", "RAB") for row in sheets.rtt_rows(code)]
    [verdict] = admit(home, [sheets.rtt(given, month).write(folder, f"{month}.csv")])
    return verdict


def test_a_slice_is_accepted_for_its_organisations_and_makes_no_england(home: Home, tmp_path: Path) -> None:
    verdict = _admit_slice(home, tmp_path)
    assert verdict.status == "accepted"
    [reason] = verdict.reasons
    assert (reason.rule, reason.severity) == ("part_of_publication", "warning")
    assert reason.value == "2 organisations and 24 rows, of at least 400 and 100,000"
    path = build_warehouse(home)
    assert rows(path, "select distinct organisation from core.observation order by 1") == [("RAA",), ("RAB",)]
    for table in ("core.area_now", "mart.incomplete_total", "mart.member_sum"):
        assert rows(path, f"select count(*) from {table}") == [(0,)], table
    page = Page((publish(home) / "index.html").read_text(encoding="utf-8"))
    assert "England and areas are not computable for January 2026" in page.text
    assert "England at a glance" not in page.text
    assert "met the standard" not in page.text


def test_a_slice_after_a_whole_month_leaves_a_gap(home: Home, tmp_path: Path) -> None:
    """The whole month is one of invented organisations, and the slice has a real code among them."""
    assert _admit_slice(home, tmp_path, "2025-12", "ZZA", "ZZB").reasons == ()
    assert "part_of_publication" in {
        reason.rule for reason in _admit_slice(home, tmp_path, "2026-01", "ZZA", "RAB").reasons
    }
    path = build_tables(home, BUILT_TABLES)
    months = "select distinct strftime(month, '%Y-%m') from {} order by 1"
    assert rows(path, months.format("core.observation where organisation = 'ZZA'")) == [("2025-12",), ("2026-01",)]
    for table in ("core.observation where organisation in ('ENGLAND', 'QWO')", "core.area_now"):
        assert rows(path, months.format(table)) == [("2025-12",)], table


@pytest.mark.parametrize(
    ("sheet", "rule"),
    [
        (sheets.ae(total=None), "total_row"),
        # England is the first row of the returns
        (sheets.mar().line(2), "total_row"),
        (sheets.mrr().line(2), "total_row"),
        (sheets.mar_by_sha({"Q30": 1, "Q31": 2}).line(15), "total_row"),
        # the total row of the whole file, below the rows of a part of it
        (sheets.ae().line(3), "not_reconciled"),
        (sheets.mrr().line(4), "not_reconciled"),
    ],
)
def test_without_a_total_row_that_they_add_up_to_returns_are_quarantined(
    home: Home, tmp_path: Path, sheet: sheets.Sheet, rule: str
) -> None:
    [verdict] = admit(home, [sheet.write(tmp_path)])
    assert (verdict.status, critical(verdict)) == ("quarantined", {rule})


def test_local_measures_are_not_added_up_to_england(home: Home, tmp_path: Path) -> None:
    """They come from whoever counts, so nobody can say that they are whole."""
    definitions = "measure,title,unit,direction,target,chart\nbeds,Beds open,count,increase,,run\n"
    figures = "measure,organisation,month,numerator,denominator\nbeds,RAA,2025-06,12,\nbeds,RAB,2025-06,30,\n"
    (tmp_path / "definitions.csv").write_text(definitions)
    (tmp_path / "figures.csv").write_text(figures)
    files = [tmp_path / "definitions.csv", tmp_path / "figures.csv", sheets.ae().write(tmp_path)]
    assert {verdict.status for verdict in admit(home, files)} == {"accepted"}
    path = build_tables(home, BUILT_TABLES)
    assert rows(path, "select organisation from core.observation where measure = 'beds' order by 1") == [
        ("RAA",),
        ("RAB",),
    ]
    assert rows(path, "select count(*) from core.area_now where measure = 'beds'") == [(0,)]
