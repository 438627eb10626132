"""Referrals: the Monthly Activity Return as it was saved from the published workbooks, with all its mess."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit
from checks.extracts import referrals as contract
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import critical, list_reasons, only, rows
from tests.checks.sheets import Sheet

NOTE = (
    "",
    "Note: Excludes non-English commissioned activity and includes all providers who have submitted data.",
    *[""] * 18,
)
GOOD: dict[str, tuple[Sheet, str]] = {
    "2008, with the publisher's misspelling": (sheets.mar(), "2008-04"),
    "2009": (sheets.mar(era=contract.BY_PCT_2009, year="2009-10", period="MARCH"), "2010-03"),
    "2010, one column fewer": (sheets.mar(era=contract.BY_PCT_2010, year="2010-11", period="JANUARY"), "2011-01"),
    "2012, by authority, below notes": (sheets.mar_by_sha({"Q30": 1, "Q31": 2}), "2012-04"),
    "2012, the March of its year": (sheets.mar_by_sha({"Q30": 1, "Q31": 2}, period="MARCH"), "2013-03"),
    "by provider": (sheets.mrr(), "2022-04"),
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
    "a PCT twice": (sheets.mar([*sheets.pcts(), sheets.pcts()[2]]), "row_organisation_unique", (8, "5QQ")),
    "a PCT missing": (sheets.mar().line(7), "not_reconciled", (4, None)),
    "#N/A in a count": (sheets.mar().put(6, GP, "#N/A"), "not_a_number", (6, "#N/A")),
    "3.7 in a count": (sheets.mar().put(6, GP, " \t3.7 "), "not_a_number", (6, "3.7")),
    "a thousand told apart wrongly": (sheets.mar().put(6, GP, " \t20,01 "), "not_a_number", (6, "20,01")),
    "two periods": (sheets.mar().put(8, "Period", "MAY"), "another_month", (8, "2008-09 MAY")),
    "years that do not follow": (sheets.mar(year="2008-10"), "month_told", (None, None)),
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


def test_the_publishers_own_small_differences_are_told_and_taken(home: Home, tmp_path: Path) -> None:
    sheet = sheets.mar()
    [verdict] = admit(home, [sheet.put(2, GP, "60,009").write(tmp_path)])
    assert verdict.status == "accepted"
    [(row, _, value)] = list_reasons(verdict, "nearly_reconciled")
    assert row == 2
    assert "60006" in str(value)
    assert "60009" in str(value)


def test_general_and_acute_beyond_all_specialties_is_told_and_taken(home: Home, tmp_path: Path) -> None:
    spoilt = [*sheets.pcts()[:2], {**sheets.pcts()[2], "gp_referrals_made_ga": 90_000}]
    [verdict] = admit(home, [sheets.mar(spoilt).write(tmp_path)])
    assert verdict.status == "accepted"
    assert [(row, value) for row, _, value in list_reasons(verdict, "general_acute_exceeds_all")] == [
        (8, "90000 of 20003")
    ]


@pytest.mark.parametrize("name", ["data_nhs_outpatients_referrals.csv", "england_outpatient_referrals.csv"])
def test_a_real_copy_that_lost_its_period_is_told_so(shared: Path, home: Home, name: str) -> None:
    [verdict] = admit(home, [shared / "data" / "referrals_mrr" / name])
    assert (verdict.status, only(verdict).rule) == ("quarantined", "month_told")


@pytest.mark.parametrize("name", ["June2009.csv", "April2010.csv", "August2011.csv", "December2012.csv"])
def test_real_months_of_every_layout(shared: Path, home: Home, name: str) -> None:
    [verdict] = admit(home, [shared / "data" / "referrals_mar" / name])
    assert verdict.status == "accepted", verdict.reasons
