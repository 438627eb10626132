"""Referrals: the Monthly Activity Return as it was saved from the published workbooks, with all its mess."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from checks.admission import AdmissionOutcome, admit
from checks.extracts import referrals as contract
from checks.extracts import referrals_activity
from checks.extracts.referrals_return import BY_COMMISSIONER, BY_PROVIDER, RETURN_COUNTS
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import critical, list_reasons, only, rows
from tests.checks.sheets import Row, Sheet
from tests.checks.sheets.binary_workbook import write_xls, write_xlsb
from tests.transforms.warehouse import build_tables

BUILT_TABLES = ("core.membership", "core.observation")

IN_WALES: Row = {
    "board_code": "",
    "board_name": "",
    "organisation_code": "ZZW7A",
    "organisation_name": "BETSI CADWALADR UNIVERSITY LHB",
}
ANNUAL_ROWS = [*sheets.annual_mrr_rows("ZZA"), *sheets.annual_mrr_rows("ZZB", **IN_WALES)]
NOTE = (
    "",
    "Note: Excludes non-English commissioned activity and includes all providers who have submitted data.",
    *[""] * 18,
)
MEASURES = ("gp_referrals", "other_referrals", "gp_referrals_ga", "other_referrals_ga")
GOOD: dict[str, tuple[Sheet, str]] = {
    "2008, with the publisher's misspelling": (sheets.mar(), "2008-04"),
    "2009": (sheets.mar(published_layout=referrals_activity.BY_PCT_2009, year="2009-10", period="MARCH"), "2010-03"),
    "2010, one column fewer": (
        sheets.mar(published_layout=referrals_activity.BY_PCT_2010, year="2010-11", period="JANUARY"),
        "2011-01",
    ),
    "2012, by authority, below notes": (sheets.mar_by_sha({"Q30": 1, "Q31": 2}), "2012-04"),
    "2012, the March of its year": (sheets.mar_by_sha({"Q30": 1, "Q31": 2}, period="MARCH"), "2013-03"),
    "by provider": (sheets.mrr(), "2022-04"),
    "by provider and commissioner": (sheets.annual_mrr(ANNUAL_ROWS), "2023-04"),
    "a note below": (Sheet((*sheets.mar(period="MAY").lines, NOTE)), "2008-05"),
    "a trailing empty cell": (Sheet(tuple((*line, "") for line in sheets.mar(period="JUNE").lines)), "2008-06"),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, AdmissionOutcome]]:
    folder = tmp_path_factory.mktemp("good")
    home = Home(folder / "home")
    paths = {name: sheet.write(folder, f"{number}.csv") for number, (name, (sheet, _)) in enumerate(GOOD.items())}
    verdicts = {verdict.file_name: verdict for verdict in admit(home, list(paths.values()))}
    return home, {name: verdicts[path.name] for name, path in paths.items()}


@pytest.mark.parametrize("name", GOOD)
def test_every_layout_is_taken(name: str, good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    verdict = good[1][name]
    assert (verdict.status, verdict.kind, verdict.month) == ("accepted", "referrals", GOOD[name][1]), verdict.reasons


def test_england_and_the_authorities_are_not_organisations_beside_their_pcts(
    good: tuple[Home, dict[str, AdmissionOutcome]],
) -> None:
    home, verdicts = good
    actual = rows(home, verdicts["2008, with the publisher's misspelling"])
    assert [(row["sha_code"], row["organisation_code"]) for row in actual] == [
        ("Q30", "5D7"),
        ("Q30", "5D8"),
        ("Q39", "5QQ"),
    ]


def test_tabs_thousands_and_dashes_are_read(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, verdicts = good
    sheet = GOOD["2008, with the publisher's misspelling"][0]
    [first, _, third] = rows(home, verdicts["2008, with the publisher's misspelling"])
    assert '" \t20,001 "' in sheet.text()
    assert first["gp_referrals_made_all"] == 20_001
    assert " \t- 0" in sheet.text()
    assert third["treatment_centre_admissions"] == 0


def test_a_note_below_the_table_is_no_row(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    assert good[1]["a note below"].rows == 3


def test_authorities_alone_are_the_organisations_of_2012(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, verdicts = good
    actual = rows(home, verdicts["2012, by authority, below notes"])
    assert [(row["sha_code"], row["organisation_code"]) for row in actual] == [("Q30", None), ("Q31", None)]


GP = "GP Referrals Made (All specialties)"
# lines of the file: header, England, blank, Q30, Q39, then the PCTs 5D7, 5D8, 5QQ in 6 to 8
BAD: dict[str, tuple[Sheet, str, tuple[int | None, str | None]]] = {
    "England does not add up": (sheets.mar().put(2, GP, "60,999"), "not_reconciled", (2, "60999")),
    "an authority does not add up": (sheets.mar().put(4, GP, "40,999"), "not_reconciled", (4, "40999")),
    "no row for England": (sheets.mar().line(2), "total_row", (None, None)),
    "England twice": (sheets.mar().line(3, sheets.mar().lines[1]), "total_row", (None, None)),
    "a PCT twice": (
        sheets.mar([*sheets.pcts(), sheets.pcts()[2]]),
        "row_organisation_row_commissioner_period_unique",
        (8, "5QQ"),
    ),
    "a PCT missing": (sheets.mar().line(7), "not_reconciled", (4, None)),
    "#N/A in a count": (sheets.mar().put(6, GP, "#N/A"), "not_a_number", (6, "#N/A")),
    "3.7 in a count": (sheets.mar().put(6, GP, " \t3.7 "), "not_a_number", (6, "3.7")),
    "a thousand told apart wrongly": (sheets.mar().put(6, GP, " \t20,01 "), "not_a_number", (6, "20,01")),
    "two periods": (sheets.mar().put(8, "Period", "MAY"), "another_month", (8, "2008-09 MAY")),
    "years that do not follow": (sheets.mar(year="2008-10"), "month_told", (2, "2008-10 APRIL")),
    "a negative count": (
        sheets.mar([*sheets.pcts()[:2], {**sheets.pcts()[2], "planned_total": "-5"}]),
        "negative_counts",
        (8, "-5"),
    ),
    "no referrals": (
        sheets.mar([*sheets.pcts()[:2], {**sheets.pcts()[2], "gp_referrals_made_all": ""}]),
        "gp_referrals_made_all_present",
        (8, "blank"),
    ),
}
ANNUAL: dict[str, tuple[Sequence[Row], str, tuple[int | None, str]]] = {
    "a provider and commissioner twice": (
        [*ANNUAL_ROWS, ANNUAL_ROWS[0]],
        "row_organisation_row_commissioner_period_unique",
        (6, "ZZA"),
    ),
    "no commissioner": (
        [*ANNUAL_ROWS[:3], {**ANNUAL_ROWS[3], "commissioner_code": ""}],
        "row_commissioner_present",
        (5, ""),
    ),
    "no provider": (
        [*ANNUAL_ROWS[:3], {**ANNUAL_ROWS[3], "organisation_code": ""}],
        "row_organisation_present",
        (5, ""),
    ),
    "a dash and a word": (
        [*ANNUAL_ROWS[:3], {**ANNUAL_ROWS[3], "gp_referrals_made_all": "few"}],
        "not_a_number",
        (5, "few"),
    ),
    "a blank count": (
        [*ANNUAL_ROWS[:3], {**ANNUAL_ROWS[3], "gp_referrals_made_all": ""}],
        "gp_referrals_made_all_present",
        (5, ""),
    ),
    "the period of another return": (
        sheets.annual_mrr_rows("RAA", period="MAR-April-2019"),
        "month_told",
        (2, "MAR-April-2019"),
    ),
    "a year of two digits": (sheets.annual_mrr_rows("RAA", period="MRR-April-23"), "month_told", (2, "MRR-April-23")),
}
BAD |= {name: (sheets.annual_mrr(rows), rule, place) for name, (rows, rule, place) in ANNUAL.items()}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> dict[str, AdmissionOutcome]:
    folder = tmp_path_factory.mktemp("bad")
    paths = {name: sheet.write(folder, f"{number}.csv") for number, (name, (sheet, _, _)) in enumerate(BAD.items())}
    verdicts = {verdict.file_name: verdict for verdict in admit(Home(folder / "home"), list(paths.values()))}
    return {name: verdicts[path.name] for name, path in paths.items()}


@pytest.mark.parametrize(
    "name",
    list(BAD),
)
def test_what_is_not_as_published_is_quarantined_for_its_reason(name: str, bad: dict[str, AdmissionOutcome]) -> None:
    _, rule, (row, value) = BAD[name]
    verdict = bad[name]
    assert verdict.status == "quarantined"
    assert rule in critical(verdict)
    places = [(line, text or "") for line, _, text in list_reasons(verdict, rule)]
    assert any(line == row and (value or "") in text for line, text in places), places


def test_the_publishers_own_small_differences_are_reported_and_accepted(home: Home, tmp_path: Path) -> None:
    sheet = sheets.mar()
    [verdict] = admit(home, [sheet.put(2, GP, "60,009").write(tmp_path)])
    assert verdict.status == "accepted"
    [(row, _, value)] = list_reasons(verdict, "nearly_reconciled")
    assert row == 2
    assert "60006" in str(value)
    assert "60009" in str(value)


def test_general_and_acute_beyond_all_specialties_is_reported_and_accepted(home: Home, tmp_path: Path) -> None:
    spoilt = [*sheets.pcts()[:2], {**sheets.pcts()[2], "gp_referrals_made_ga": 90_000}]
    [verdict] = admit(home, [sheets.mar(spoilt).write(tmp_path)])
    assert verdict.status == "accepted"
    assert [(row, value) for row, _, value in list_reasons(verdict, "general_acute_exceeds_all")] == [
        (8, "90000 of 20003")
    ]


@pytest.mark.parametrize("name", ["data_nhs_outpatients_referrals.csv", "england_outpatient_referrals.csv"])
def test_a_real_copy_that_lost_its_period_is_refused_for_that(shared: Path, home: Home, name: str) -> None:
    [verdict] = admit(home, [shared / "data" / "referrals_mrr" / name])
    assert (verdict.status, only(verdict).rule) == ("quarantined", "month_told")


@pytest.mark.parametrize("name", ["June2009.csv", "April2010.csv", "August2011.csv", "December2012.csv"])
def test_real_months_of_every_layout(shared: Path, home: Home, name: str) -> None:
    [verdict] = admit(home, [shared / "data" / "referrals_mar" / name])
    assert verdict.status == "accepted", verdict.reasons


def test_a_provider_in_wales_has_no_board_and_counts(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, verdicts = good
    actual = rows(home, verdicts["by provider and commissioner"])
    assert [(row["organisation_code"], row["commissioner_code"], row["board_code"]) for row in actual] == [
        ("ZZA", "02E", "QYG"),
        ("ZZA", "27D", "QYG"),
        ("ZZW7A", "02E", None),
        ("ZZW7A", "27D", None),
    ]


def test_a_month_of_few_rows_is_a_month_of_an_annual_file(home: Home, tmp_path: Path) -> None:
    several = [*ANNUAL_ROWS, *sheets.annual_mrr_rows("ZZA", "May-2023")[:1]]
    verdicts = admit(home, [sheets.annual_mrr(several).write(tmp_path)])
    assert {verdict.month: (verdict.status, verdict.rows) for verdict in verdicts} == {
        "2023-04": ("accepted", 4),
        "2023-05": ("accepted", 1),
    }


def test_an_annual_file_is_taken_month_by_month(home: Home, tmp_path: Path) -> None:
    """Also across the turn of the year, and with a provider more in one of the months."""
    months = {"November-2023": "2023-11", "December-2023": "2023-12", "January-2024": "2024-01"}
    several = [
        row
        for month in months
        for row in (*sheets.annual_mrr_rows("RAA", month), *sheets.annual_mrr_rows("RAB", month))
    ]
    verdicts = admit(
        home, [sheets.annual_mrr([*several, *sheets.annual_mrr_rows("RAC", "January-2024")]).write(tmp_path)]
    )
    assert {verdict.month: (verdict.status, verdict.rows) for verdict in verdicts} == {
        "2023-11": ("accepted", 4),
        "2023-12": ("accepted", 4),
        "2024-01": ("accepted", 6),
    }


def test_the_published_workbook_is_read_below_its_notes(tmp_path: Path) -> None:
    notes = [["", *note] for note in (("Title:", "Monthly Referral Return"), ("Period:", "April 2022"), *[()] * 11)]
    provider = [*notes, *(["", *line] for line in sheets.mrr(4).lines)]
    assert provider[13][1] == "Year"
    pages = {"Provider": provider, "Commissioner": [*notes, ["", "Year", "Period", "Org Code", "Org Name"]]}
    paths = [write_xls(tmp_path / "MRR_Prov.xls", pages), write_xlsb(tmp_path / "MRR_Prov.xlsb", pages)]
    for path in paths:
        [verdict] = admit(Home(tmp_path / path.suffix), [path])
        assert (verdict.status, verdict.month, verdict.rows) == ("accepted", "2022-04", 4), verdict.reasons


def test_england_and_boards_are_the_sums_of_the_rows(tmp_path: Path) -> None:
    """The same sums by hand; the sheet of the same month gives the same figures to England and to each provider."""
    home = Home(tmp_path / "home")
    path = sheets.annual_mrr(ANNUAL_ROWS).write(tmp_path)
    admit(home, [path])
    source = f"read_csv('{path}', all_varchar = true)"
    with duckdb.connect(str(build_tables(home, BUILT_TABLES)), read_only=True) as con:
        for column, measure in zip(RETURN_COUNTS, MEASURES, strict=True):
            header = BY_COMMISSIONER.headers[BY_COMMISSIONER.columns.index(column)]
            wanted = con.execute(
                f"""
                select 'ENGLAND' as organisation, sum("{header}"::int) from {source}
                union all select "Provider Org code", sum("{header}"::int) from {source} group by 1
                union all select "Provider Parent org code", sum("{header}"::int) from {source}
                where "Provider Parent org code" <> '' group by 1 order by 1
                """
            ).fetchall()
            actual = con.execute(
                "select organisation, numerator from core.observation where measure = ? order by 1", [measure]
            ).fetchall()
            assert actual == wanted
        areas = con.execute("select distinct area, area_kind from core.membership where area is not null").fetchall()
    assert areas == [("QYG", "ICB")]


def test_real_rows_below_their_period_add_up_to_england(shared: Path, tmp_path: Path) -> None:
    """A real month by provider, put back below the notes that its copy had lost."""
    source = shared / "data" / "referrals_mrr" / "data_nhs_outpatients_referrals.csv"
    with duckdb.connect() as con:
        # the copy has NA for the notes below the table
        con.execute("create table copied as from read_csv(?, all_varchar = true) where org_code <> 'NA'", [str(source)])
        copied = con.execute("select * from copied").fetchall()
        [sums] = con.execute("select sum(columns(* exclude (org_code, name))::int) from copied").fetchall()
    rows = [["2020-21", "MARCH", "", "", *map(str, row)] for row in copied]
    england = ["2020-21", "MARCH", "", "", "", "England", *map(str, sums)]
    lines = [["Title:", "Monthly Referral Return"], *[[]] * 12, list(BY_PROVIDER.headers), england, [], *rows]
    home = Home(tmp_path / "home")
    [verdict] = admit(home, [write_xls(tmp_path / "MRR_Prov-Web-file-March-21.xls", {"Provider": lines})])
    assert (verdict.status, verdict.month, verdict.rows) == ("accepted", "2021-03", len(copied)), verdict.reasons
    with duckdb.connect(str(build_tables(home, BUILT_TABLES)), read_only=True) as con:
        figures = con.execute(
            "select measure, numerator from core.observation where organisation = 'ENGLAND'"
        ).fetchall()
    assert dict(figures) == dict(zip(MEASURES, sums, strict=True))


@pytest.mark.parametrize(("code", "kind"), [("QYG", "ICB"), ("Y62", "region")])
def test_the_code_says_what_the_area_of_a_provider_is(code: str, kind: str) -> None:
    area = contract.EXTRACT.area
    assert area
    row = f"select '{BY_COMMISSIONER.name}' as era, '{code}' as board_code"
    assert duckdb.sql(f"select {area.kind} from ({row})").fetchall() == [(kind,)]
