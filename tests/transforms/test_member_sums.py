"""Regions and boards without figures of their own: the sum of their organisations, and how many are in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.transforms.warehouse import build_tables, rows

Sums = dict[tuple[str, str], tuple[float, float | None, float, int, int]]
BOARDS = {"RAA": "QWO", "RAB": "QWO", "RAC": "QHM"}
SUMS = (
    "select area, strftime(month, '%Y-%m'), numerator, denominator, value, organisations, members "
    "from mart.member_sum where measure = '{}' order by 1, 2"
)


def _register() -> sheets.Sheet:
    listed: list[sheets.Row] = [
        {"organisation": code, "name": f"TRUST {code}", "icb": icb} for code, icb in BOARDS.items()
    ]
    return sheets.ods(*listed)


def _sums(path: Path, measure: str) -> Sums:
    return {(area, month): tuple(rest) for area, month, *rest in rows(path, SUMS.format(measure))}


@pytest.fixture
def path(home: Home, tmp_path: Path) -> Path:
    """Three months of A&E, which says nothing of boards: RAB is missing in the second."""
    files = [_register().write(tmp_path, "etr.csv")]
    for month, codes in (("2025-05", 3), ("2025-06", 3), ("2025-07", 3)):
        given = [row for row in sheets.ae_rows(codes, month) if (row["organisation_code"], month) != ("RAB", "2025-06")]
        files.append(sheets.ae(given, month).write(tmp_path, f"{month}.csv"))
    assert {outcome.status for outcome in admit(home, files)} == {"accepted"}
    return build_tables(home, ["mart.member_sum"])


def test_a_board_is_the_sum_of_its_organisations(path: Path) -> None:
    own = {
        (code, month): (top, bottom)
        for code, month, top, bottom in rows(
            path,
            "select organisation, strftime(month, '%Y-%m'), numerator, denominator from core.observation "
            "where measure = 'ae_within_4h'",
        )
    }
    actual = _sums(path, "ae_within_4h")
    top, bottom = (own["RAA", "2025-05"][at] + own["RAB", "2025-05"][at] for at in (0, 1))
    assert actual["QWO", "2025-05"] == (top, bottom, top / bottom, 2, 2)
    assert actual["QHM", "2025-05"] == (
        *own["RAC", "2025-05"],
        own["RAC", "2025-05"][0] / own["RAC", "2025-05"][1],
        1,
        1,
    )


def test_a_month_says_how_many_organisations_are_in_its_sum(path: Path) -> None:
    actual = _sums(path, "ae_attendances")
    assert [actual["QWO", f"2025-0{month}"][3:] for month in (5, 6, 7)] == [(2, 2), (1, 2), (2, 2)]


def test_an_area_with_figures_of_its_own_has_no_sum(path: Path) -> None:
    assert {area for area, _ in _sums(path, "ae_attendances")} == {"QWO", "QHM"}


def test_one_that_merged_is_counted_with_its_successor_and_not_missed(home: Home, tmp_path: Path) -> None:
    files = [_register().write(tmp_path, "etr.csv")]
    files += [sheets.successions(("RAC", "RAB", "2025-06")).write(tmp_path, "succ.csv")]
    for month, codes in (("2025-05", 3), ("2025-06", 2)):
        files.append(sheets.ae(sheets.ae_rows(codes, month), month).write(tmp_path, f"{month}.csv"))
    assert {outcome.status for outcome in admit(home, files)} == {"accepted"}
    actual = _sums(build_tables(home, ["mart.member_sum"]), "ae_attendances")
    assert {key: row[3:] for key, row in actual.items()} == {("QWO", "2025-05"): (3, 3), ("QWO", "2025-06"): (2, 2)}


def test_a_cohort_counts_an_organisation_in_its_months(home: Home, tmp_path: Path) -> None:
    wave: sheets.Row = {"cohort": "wave", "title": "Wave"}
    members = (
        {**wave, "organisation": "RAA", "from_text": "2025-05"},
        {**wave, "organisation": "RAB", "from_text": "2025-05", "to_text": "2025-05"},
        {**wave, "organisation": "RAC", "from_text": "2025-06"},
        {**wave, "organisation": "RZZ", "from_text": "2025-05"},
    )
    files = [sheets.register("cohorts", *members).write(tmp_path, "cohorts.csv")]
    for month in ("2025-05", "2025-06"):
        files.append(sheets.ae(sheets.ae_rows(3, month), month).write(tmp_path, f"{month}.csv"))
    assert {outcome.status for outcome in admit(home, files)} == {"accepted"}
    built = build_tables(home, ["mart.member_sum"])
    figures = rows(
        built,
        "select strftime(month, '%Y-%m'), sum(numerator) from core.observation where measure = 'ae_attendances' "
        "and (organisation = 'RAA' or organisation = if(month = '2025-05-01', 'RAB', 'RAC')) group by all order by 1",
    )
    assert _sums(built, "ae_attendances") == {("cohort-wave", month): (top, None, top, 2, 2) for month, top in figures}


def test_medians_are_not_summed(home: Home, tmp_path: Path) -> None:
    files = [
        sheets.rtt(sheets.rtt_rows("ZZA")).write(tmp_path, "rtt.csv"),
        sheets.ods({"organisation": "ZZA", "name": "TRUST A", "icb": "QHM", "region": "Y60"}).write(
            tmp_path, "etr.csv"
        ),
    ]
    assert {outcome.status for outcome in admit(home, files)} == {"accepted"}
    measures = {row[0] for row in rows(build_tables(home, ["mart.member_sum"]), "select measure from mart.member_sum")}
    assert "rtt_incomplete" in measures
    assert not measures & {"rtt_median_weeks", "rtt_p92_weeks"}
