"""Files of the Organisation Data Service: what their codes say they are, blanks that were lost, and older files."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.admission import admit
from checks.review import withdrawal
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import critical, only, rows
from tests.checks.sheets import Row, Sheet

MAPPING = ("Code", "Name", "ICB Code", "ICB Name", "Region Name")


def name_organisations(*pairs: tuple[str, str]) -> Sheet:
    rows_of_file: list[Row] = [{"organisation": code, "name": name} for code, name in pairs]
    return sheets.ods(*rows_of_file)


def lose_blanks(sheet: Sheet, cells: int) -> Sheet:
    """Leave out the fields after the first `cells`, which are all blank, as a spreadsheet does."""
    return Sheet(tuple(line[:cells] for line in sheet.lines), header_line=0)


@pytest.mark.parametrize(
    ("organisations", "kinds"),
    [
        ([("R0A", "MANCHESTER NHS TRUST"), ("TAD", "CARE TRUST"), ("K0N6A", "THE ONLINE NHS TRUST")], ["provider"] * 3),
        ([("RCBCA", "SITE A"), ("R1A1A", "SITE B"), ("TADXX", "SITE C"), ("RCB00", "SITE D")], ["site"] * 4),
        ([("A81001", "THE DENSHAM SURGERY"), ("Y02428", "WALK IN CENTRE"), ("W95041", "P")], ["GP practice"] * 3),
        ([("00C", "NHS DARLINGTON CCG"), ("A3A8R", "NHS NORTH EAST LONDON ICB - A3A8R"), ("13T", "N")], ["CCG"] * 3),
        ([("QHM", "NHS NORTH EAST INTEGRATED CARE BOARD"), ("S1Y5D", "NHS CENTRAL EAST INTEGRATED CARE BOARD")],
         ["ICB"] * 2),
        ([("S1Y5D", "NHS CENTRAL EAST INTEGRATED CARE BOARD"), ("X24", "NHS ENGLAND")], ["ICB", "other"]),
        ([("Y63", "NORTH EAST AND YORKSHIRE"), ("Q30", "NORTH EAST SHA"), ("5A3", "A PCT")], ["region", "SHA", "PCT"]),
    ],
)  # fmt: skip
def test_an_ods_file_is_of_the_kind_of_its_codes(
    home: Home, tmp_path: Path, organisations: list[tuple[str, str]], kinds: list[str]
) -> None:
    [verdict] = admit(home, [name_organisations(*organisations).write(tmp_path)])
    assert (verdict.status, [row["kind"] for row in rows(home, verdict)]) == ("accepted", kinds)


def test_a_file_of_organisations_without_a_use_is_refused_by_name(home: Home, tmp_path: Path) -> None:
    pharmacies = name_organisations(("FA002", "A CHEMIST"), ("FA003", "ANOTHER CHEMIST"), ("R0A", "A NHS TRUST"))
    [verdict] = admit(home, [pharmacies.write(tmp_path)])
    assert (verdict.status, critical(verdict)) == ("quarantined", {"ods_codes_unknown"})
    assert "epraccur" in (only(verdict).advice or "")


def test_a_practice_that_is_called_after_its_doctors_is_known_by_its_code(home: Home, tmp_path: Path) -> None:
    [verdict] = admit(home, [name_organisations(("A81602", "SMITH J"), ("A81001", "THE SURGERY")).write(tmp_path)])
    assert [row["name"] for row in rows(home, verdict)] == ["A81602", "THE SURGERY"]


@pytest.mark.parametrize("cells", [11, 12, 24])
def test_blanks_that_a_spreadsheet_has_dropped_are_no_fault(home: Home, tmp_path: Path, cells: int) -> None:
    [verdict] = admit(home, [lose_blanks(sheets.ods(), cells).write(tmp_path)])
    assert (verdict.status, verdict.kind, verdict.rows) == ("accepted", "organisations", 3)


def test_rows_may_have_lost_different_numbers_of_blanks(home: Home, tmp_path: Path) -> None:
    lines = sheets.ods().lines
    ragged = Sheet((lines[0][:25], lines[1], (*lines[2], "", "")), header_line=0)
    [verdict] = admit(home, [ragged.write(tmp_path)])
    assert (verdict.status, verdict.rows) == ("accepted", 3)


def test_an_odd_first_row_does_not_hide_the_file(home: Home, tmp_path: Path) -> None:
    odd: Row = {"organisation": "RAX", "name": "AN ODD TRUST", "opened_text": ""}
    good: list[Row] = [{"organisation": sheets.code_of(number), "name": f"TRUST {number}"} for number in range(3)]
    [verdict] = admit(home, [sheets.ods(odd, *good).write(tmp_path)])
    assert (verdict.kind, verdict.rows) == ("organisations", 4)


def test_too_few_fields_are_no_ods_file(home: Home, tmp_path: Path) -> None:
    [verdict] = admit(home, [lose_blanks(sheets.ods(), 10).write(tmp_path)])
    assert only(verdict).rule == "known_kind"


def test_the_system_mapping_is_taken_for_what_it_says(home: Home, tmp_path: Path) -> None:
    board = ("QHG", "NHS Bedfordshire, Luton And Milton Keynes Integrated Care Board")
    region = "East of England Commissioning Region"
    mapping = Sheet(
        (
            MAPPING,
            ("RC9", "Bedfordshire Hospitals", *board, region),
            ("Y02428", "Putnoe Walk In Centre ", *board, region),
            ("Y02428", "Putnoe Walk In Centre", *board, region),
        )
    )
    [verdict] = admit(home, [mapping.write(tmp_path)])
    assert [(row["organisation"], row["kind"], row["icb"], row["region"]) for row in rows(home, verdict)] == [
        ("RC9", "provider", "QHG", "Y61"),
        ("Y02428", "provider", "QHG", "Y61"),
    ]
    assert {row["icb_name"] for row in rows(home, verdict)} == {board[1]}


def test_a_mapping_with_two_boards_for_one_provider_is_refused(home: Home, tmp_path: Path) -> None:
    lines = (("RC9", "A", board, "B", "London Commissioning Region") for board in ("QHG", "QUE"))
    [verdict] = admit(home, [Sheet((MAPPING, *lines)).write(tmp_path)])
    assert critical(verdict) == {"organisation_unique"}


@pytest.mark.parametrize("line", [("RAA", "RAB", "", "20240401"), ("RAA", "RAB", "merger", "20240401", "1", "")])
def test_a_succession_file_may_lack_its_last_field(home: Home, tmp_path: Path, line: tuple[str, ...]) -> None:
    [verdict] = admit(home, [Sheet((line, ("RAC", *line[1:])), header_line=0).write(tmp_path)])
    assert (verdict.status, verdict.kind, verdict.rows) == ("accepted", "successions", 2)


SUCCESSIONS_OF_EVERY_SORT = (
    ("A81012", "A81007", "", "20130401", ""),
    ("5E1", "00K", "R", "20130401", "2"),
    ("RW6", "R0A", "", "20211001", ""),
    ("RW6", "RM3", "", "20211001", ""),
    ("RRF02", "RRFCH", "R", "19990401", "1"),
    ("FA002", "FXX99", "", "20060228", ""),
    ("7A1", "7A6", "", "20091001", ""),
    ("A3A8R", "QMF", "", "20220701", ""),
    ("EE100001", "EE148801", "", "19740401", ""),
)


def test_a_succession_file_has_organisations_of_every_sort(home: Home, tmp_path: Path) -> None:
    [verdict] = admit(home, [Sheet(SUCCESSIONS_OF_EVERY_SORT, header_line=0).write(tmp_path)])
    assert (verdict.status, verdict.kind, verdict.reasons) == ("accepted", "successions", ())
    assert [(row["predecessor"], row["successor"], f"{row['effective']:%Y%m%d}") for row in rows(home, verdict)] == [
        (before, after, day) for before, after, _, day, _ in SUCCESSIONS_OF_EVERY_SORT
    ]


def test_an_older_file_is_reported_until_the_newer_one_is_withdrawn(home: Home, tmp_path: Path) -> None:
    newer = sheets.ods({"organisation": "RC9", "name": "B NHS TRUST", "icb": "S1Y5D", "closed_text": "20240930"})
    commissioners = name_organisations(("00C", "NHS DARLINGTON CCG"))
    older = [sheets.ods({"organisation": "RC9", "name": f"B{at} NHS TRUST", "icb": "QHG"}) for at in range(2)]
    first, other_sort, second = (
        admit(home, [sheet.write(tmp_path, f"{name}.csv")])[0]
        for name, sheet in (("newer", newer), ("eccg", commissioners), ("older", older[0]))
    )
    assert (first.reasons, other_sort.reasons, second.status) == ((), (), "accepted")
    [warning] = second.reasons
    assert (warning.rule, warning.severity) == ("older_register", "warning")
    assert "30 September 2024" in warning.message
    assert first.load_id
    assert first.load_id in (warning.advice or "")
    withdrawal.withdraw_load(home, first.load_id, "it was of another year", "data manager")
    [third] = admit(home, [older[1].write(tmp_path, "again.csv")])
    assert third.reasons == ()


def test_published_files_of_organisations(shared: Path, home: Home) -> None:
    names = ("etr-2026", "eccg", "etr-2020-resaved", "System-Mapping")
    verdicts = admit(home, [shared / "data" / "ods_more" / f"{name}.csv" for name in names])
    assert [(verdict.status, verdict.rows) for verdict in verdicts] == [
        ("accepted", count) for count in (274, 320, 241, 207)
    ]
    kinds = [{row["kind"] for row in rows(home, verdict)} for verdict in verdicts]
    assert kinds == [{"provider"}, {"CCG"}, {"provider"}, {"provider"}]
    assert [{reason.rule for reason in verdict.reasons} for verdict in verdicts] == [
        set(),
        set(),
        {"older_register"},
        set(),
    ]
