"""RTT: the traps of the full extract, each in a small faithful file, and one trust's real month."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from checks.admission import AdmissionOutcome, admit
from checks.extracts import rtt_layouts
from checks.reading import typed_table
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import admitted, critical, list_reasons, rows
from tests.checks.sheets import Row
from tests.transforms.warehouse import build_tables

BUILT_TABLES = ("core.membership", "core.observation")

NONC = {"commissioner_parent_code": "", "commissioner_parent_name": "", "commissioner_name": "#N/A"}
BLANK_PARENT = {
    "commissioner_parent_code": "",
    "commissioner_parent_name": "",
    "commissioner_name": "NATIONAL COMMISSIONING HUB 1",
}


def _faithful_rows() -> list[Row]:
    """Two providers; a hub without a parent, commissioners outside England, and blank bands among the zeros."""
    actual = [
        *sheets.rtt_rows("ZZA"),
        *sheets.rtt_group("ZZA", "13Q", "Part_2", {"C_110": {2: 7}}, **BLANK_PARENT),
        *sheets.rtt_group("ZZA", "NONC", "Part_2", {"C_110": {60: 2}}, **NONC),
        *sheets.rtt_rows("ZZB47"),
    ]
    actual[0] |= {"weeks_050": "", "weeks_051": ""}
    return actual


@pytest.fixture(scope="module")
def faithful(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, AdmissionOutcome]:
    folder = tmp_path_factory.mktemp("rtt")
    home = Home(folder / "home")
    [verdict] = admit(home, [sheets.rtt(_faithful_rows()).write(folder, newline="\n")])
    return home, verdict


def test_a_faithful_extract_is_taken_without_remark(faithful: tuple[Home, AdmissionOutcome]) -> None:
    _, verdict = faithful
    assert (verdict.status, verdict.kind, verdict.month, verdict.reasons) == ("accepted", "rtt", "2026-01", ())
    assert verdict.rows == len(_faithful_rows())


def test_rows_with_a_blank_commissioner_parent_stay(faithful: tuple[Home, AdmissionOutcome]) -> None:
    actual = [row for row in rows(*faithful) if row["commissioner_code"] == "13Q"]
    assert [(row["commissioner_parent_code"], row["total_all"]) for row in actual] == [(None, 7), (None, 7)]


def test_the_literal_na_of_a_name_is_no_fault(faithful: tuple[Home, AdmissionOutcome]) -> None:
    assert {row["commissioner_name"] for row in rows(*faithful) if row["commissioner_code"] == "NONC"} == {"#N/A"}


def test_part_3_has_a_total_and_blank_bands(faithful: tuple[Home, AdmissionOutcome]) -> None:
    actual = [row for row in rows(*faithful) if row["part"] == "Part_3"]
    assert {row["total_all"] for row in actual} == {9}
    assert {row[band] for row in actual for band in rtt_layouts.BANDS} == {None}


def test_unknown_clock_starts_stand_beside_the_known(faithful: tuple[Home, AdmissionOutcome]) -> None:
    actual = [row for row in rows(*faithful) if row["part"] == "Part_1A" and row["organisation_code"] == "ZZA"]
    counted = {
        row["treatment_function_code"]: (row["total_known_start"], row["unknown_start"], row["total_all"])
        for row in actual
    }
    assert counted == {"C_100": (5, 1, 6), "X02": (2, 1, 3), "C_999": (7, 2, 9)}


@pytest.mark.parametrize(
    ("month", "published_layout"), [("2021-03", rtt_layouts.BANDS_53), ("2021-04", rtt_layouts.BANDS_105)]
)
def test_both_layouts_of_bands(home: Home, tmp_path: Path, month: str, published_layout: object) -> None:
    group = sheets.rtt_group("RAA", "15F", "Part_2", {"C_100": {0: 30, 51: 2}})
    if month < "2021-04":
        group = [{**row, rtt_layouts.OPEN_52: 4, "total_all": 36} for row in group]
    [verdict] = admit(home, [sheets.rtt(group, month).write(tmp_path)])
    assert (verdict.status, verdict.month) == ("accepted", month)
    assert {row["era"] for row in rows(home, verdict)} == {published_layout.name}  # type: ignore[attr-defined]


EARLY_GROUPS = {"C_100": {0: 30, 17: 5, 18: 3}, "X01": {51: 2}}
EARLY_MONTHS = {
    "2015-04": rtt_layouts.YEAR_AND_MONTH,
    "2016-03": rtt_layouts.YEAR_AND_MONTH,
    "2016-07": rtt_layouts.JULY_2016,
    "2017-01": rtt_layouts.YEAR_AND_MONTH,
    "2017-09": rtt_layouts.YEAR_AND_MONTH,
}


def _early_rows(over_52: int = 4) -> list[Row]:
    """A provider's list in the layout of 53 bands; one specialty has waits over 52 weeks."""
    group = sheets.rtt_group("ZZA01", "15F", "Part_2", EARLY_GROUPS, parent_code="Q74", parent_name="NHS ENGLAND NORTH")
    late = [{**row, rtt_layouts.OPEN_52: 0} for row in group]
    for row in late[1:]:
        row |= {rtt_layouts.OPEN_52: over_52, "total_all": int(str(row["total_all"])) + over_52}
    return [*late, *sheets.rtt_group("ZZA01", "NONC", "Part_2", {"C_100": {60: 0, 3: 7}}, **NONC)]


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, AdmissionOutcome]]:
    folder = tmp_path_factory.mktemp("early")
    files = {month: sheets.rtt(_early_rows(), month).write(folder, f"{month}.csv") for month in EARLY_MONTHS}
    return admitted(folder, files)


@pytest.mark.parametrize("month", EARLY_MONTHS)
def test_months_before_october_2017_are_taken(month: str, early: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, outcomes = early
    outcome = outcomes[month]
    assert (outcome.status, outcome.kind, outcome.month) == ("accepted", "rtt", month), outcome.reasons
    actual = rows(home, outcome)
    assert {row["era"] for row in actual} == {EARLY_MONTHS[month].name}
    assert {row["treatment_function_code"] for row in actual} == {"C_100", "X01", "C_999"}
    assert {row["treatment_function_name"] for row in actual} == {"Specialty C_100", "Specialty X01", "Total"}


def test_months_before_october_2017_have_the_same_measures(early: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, _ = early
    with duckdb.connect(str(build_tables(home, BUILT_TABLES)), read_only=True) as con:
        for level in ("ZZA01", "Q74", "ENGLAND"):
            figures = con.execute(
                "select measure, numerator, denominator from core.observation "
                "where organisation = ? and month = '2016-07-01'",
                [level],
            ).fetchall()
            actual = {measure: (top, bottom) for measure, top, bottom in figures}
            assert actual["rtt_within_18w"] == (35, 44)
            assert actual["rtt_over_52w"] == (4, None)
            assert actual["rtt_incomplete"] == (44, None)
            assert not {"rtt_over_65w", "rtt_over_78w"} & actual.keys()
        assert con.execute("select distinct area_kind from core.membership where area = 'Q74'").fetchall() == [
            ("region",)
        ]


def test_a_large_file_of_2017_is_read_to_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = []
    for size in (typed_table.SMALL_FILE_BYTES, 0):
        monkeypatch.setattr(typed_table, "SMALL_FILE_BYTES", size)
        home = Home(tmp_path / str(size))
        [outcome] = admit(home, [sheets.rtt(_early_rows(), "2017-01").write(tmp_path)])
        stored.append(rows(home, outcome))
    assert stored[0] == stored[1]
    assert len(stored[0]) == len(_early_rows())


@pytest.mark.parametrize(
    ("change", "rule", "column"),
    [
        ({"year": "2016-17", "period": "FEBRUARY"}, "another_month", "Year, Period Name"),
        ({"year": "2015-16", "period": "JANUARY"}, "another_month", "Year, Period Name"),
        ({"part": "Part_9"}, "part_known", "RTT Part Name"),
        ({"weeks_003": "3.7"}, "not_a_number", "Gt 03 To 04 Weeks SUM 1"),
        (
            {"treatment_function_code": "General Surgery"},
            "treatment_function_code_well_formed",
            "Treatment Function Code",
        ),
    ],
)
def test_faults_before_october_2017_are_named_by_their_own_headers(
    change: dict[str, str], rule: str, column: str, home: Home, tmp_path: Path
) -> None:
    spoilt = [{**row, "year": "2016-17", "period": "JANUARY"} for row in _early_rows()]
    spoilt[-1] |= change
    [outcome] = admit(home, [sheets.rtt(spoilt, "2017-01").write(tmp_path)])
    assert outcome.status == "quarantined"
    assert column in {column for _, column, _ in list_reasons(outcome, rule)}


@pytest.mark.parametrize(("year", "period"), [("2016", "JANUARY"), ("2016-18", "JANUARY"), ("2016-17", "M10")])
def test_a_year_that_is_no_financial_year_gives_no_month(year: str, period: str, home: Home, tmp_path: Path) -> None:
    spoilt = [{**row, "year": year, "period": period} for row in _early_rows()]
    [outcome] = admit(home, [sheets.rtt(spoilt, "2017-01").write(tmp_path)])
    assert critical(outcome) == {"month_told"}


def test_the_first_rows_of_january_2017(shared: Path, home: Home) -> None:
    folder = shared / "cases" / "files" / "19-rtt-before-october-2017"
    [outcome] = admit(home, [next(folder.glob("*.csv"))])
    assert (outcome.status, outcome.kind, outcome.month) == ("accepted", "rtt", "2017-01"), outcome.reasons


Spoil = Callable[[str], list[Row]]


def _spoil_row(part_of: str, /, **cells: object) -> Spoil:
    def spoilt(code: str) -> list[Row]:
        actual = sheets.rtt_rows(code)
        next(row for row in actual if row["part"] == part_of).update(cells)
        return actual

    return spoilt


def _without_specialty(part: str, specialty: str) -> Spoil:
    def spoilt(code: str) -> list[Row]:
        return [
            row for row in sheets.rtt_rows(code) if (row["part"], row["treatment_function_code"]) != (part, specialty)
        ]

    return spoilt


# one provider's rows: Part_1A in 0-2, Part_1B in 3-4, Part_2 in 5-7, Part_2A in 8-9, Part_3 in 10-11
BAD: dict[str, tuple[Spoil, str, tuple[int, str | None, str]]] = {
    "3.7 in a band": (_spoil_row("Part_2", weeks_003="3.7"), "not_a_number", (5, "Gt 03 To 04 Weeks SUM 1", "3.7")),
    "1e3 in a total": (_spoil_row("Part_3", total_all="1e3"), "not_a_number", (10, "Total All", "1e3")),
    "#N/A in a band": (_spoil_row("Part_2", weeks_104="#N/A"), "not_a_number", (5, "Gt 104 Weeks SUM 1", "#N/A")),
    "bands that do not add up": (
        _spoil_row("Part_2", weeks_017=6),
        "bands_do_not_add_up",
        (5, None, "bands add up to 39"),
    ),
    "an unknown start in part 2": (
        _spoil_row("Part_2", unknown_start=1),
        "unknown_start_misplaced",
        (5, None, "1 unknown starts"),
    ),
    "an unknown start that is not in the total": (
        _spoil_row("Part_1A", unknown_start=5),
        "unknown_start_misplaced",
        (0, None, "known + unknown is 10"),
    ),
    "a specialty missing beside C_999": (
        _without_specialty("Part_2", "X02"),
        "specialties_do_not_add_up",
        (6, None, "specialties add up to 38"),
    ),
    "C_999 missing beside its parts": (
        _without_specialty("Part_2", "C_999"),
        "specialties_do_not_add_up",
        (5, None, "no C_999 row"),
    ),
    "C_999 twice": (
        lambda code: [*sheets.rtt_rows(code), sheets.rtt_rows(code)[-1]],
        "organisation_code_commissioner_code_part_treatment_function_code_unique",
        (
            12,
            "Provider Org Code, Commissioner Org Code, RTT Part Type, Treatment Function Code",
            "CODE, 15F, Part_3, C_999",
        ),
    ),
    "an unknown part": (_spoil_row("Part_2A", part="Part_2B"), "part_known", (8, "RTT Part Type", "Part_2B")),
    "two periods": (_spoil_row("Part_3", period="RTT-February-2026"), "another_month", (10, None, "RTT-February-2026")),
    "no commissioner": (
        _spoil_row("Part_2", commissioner_code=""),
        "commissioner_code_present",
        (5, "Commissioner Org Code", "blank"),
    ),
    "no total": (_spoil_row("Part_3", total_all=""), "total_all_present", (10, "Total All", "blank")),
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[AdmissionOutcome, dict[str, int]]:
    """One file in which every provider has its own fault, and the line on which each provider begins."""
    folder = tmp_path_factory.mktemp("bad")
    actual, lines = sheets.rtt_rows("RZZ"), {}
    for number, (name, (make, _, _)) in enumerate(BAD.items()):
        lines[name] = len(actual) + 2
        actual += make(sheets.code_of(number))
    [verdict] = admit(Home(folder / "home"), [sheets.rtt(actual).write(folder)])
    return verdict, lines


@pytest.mark.parametrize(
    "name",
    list(BAD),
)
def test_what_is_not_as_published_is_quarantined_for_its_reason(
    name: str, bad: tuple[AdmissionOutcome, dict[str, int]]
) -> None:
    verdict, lines = bad
    _, rule, (offset, column, value) = BAD[name]
    row, value = lines[name] + offset, value.replace("CODE", sheets.code_of(list(BAD).index(name)))
    assert verdict.status == "quarantined"
    assert rule in critical(verdict)
    actual = list_reasons(verdict, rule)
    assert (row, value) in {(line, text) for line, _, text in actual}
    if column:
        assert (row, column, value) in actual


def test_a_decision_to_admit_beyond_the_waiting_is_reported_and_accepted(home: Home, tmp_path: Path) -> None:
    group = sheets.rtt_group("ZZA", "15F", "Part_2", {"C_100": {3: 5}})
    beyond = sheets.rtt_group("ZZA", "15F", "Part_2A", {"C_100": {3: 6}})
    [verdict] = admit(home, [sheets.rtt([*group, *beyond]).write(tmp_path)])
    assert verdict.status == "accepted"
    assert {(reason.rule, reason.severity) for reason in verdict.reasons} == {("decisions_exceed_waiting", "warning")}
    assert {row for row, _, _ in list_reasons(verdict, "decisions_exceed_waiting")} == {4, 5}


def test_the_inner_file_of_the_published_zip_is_read(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "Full-CSV-data-file-Jan26-ZIP-4M-WL5BiP.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("20260131-RTT-January-2026-full-extract.csv", sheets.rtt(sheets.rtt_rows("RAA")).text("\n"))
    [verdict] = admit(home, [path])
    assert (verdict.status, verdict.month, verdict.rows) == ("accepted", "2026-01", len(sheets.rtt_rows("RAA")))


def test_one_trusts_real_month(shared: Path, home: Home) -> None:
    path = shared / "data" / "rtt" / "20241130-RTT-November-2024-RBD.csv"
    [verdict] = admit(home, [path])
    assert (verdict.status, verdict.month) == ("accepted", "2024-11")
    assert verdict.rows == len(path.read_text().splitlines()) - 1
