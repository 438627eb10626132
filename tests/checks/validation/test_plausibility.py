"""A month beside the one before: the impossible is quarantined, the odd is reported, and people decide."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, ArchivedFile, admit, admit_landed, land_files
from checks.extracts import ae as ae_contract
from checks.storage import ledger
from checks.storage.home import Home
from checks.validation.plausibility import FAILURES, WARNINGS
from tests.checks import sheets
from tests.checks.lake import critical, list_reasons
from tests.checks.sheets import Row

MONTHS = ("2025-04", "2025-05", "2025-06")
WIDE = 24
TESTS = ("validation/test_plausibility.py", "review/test_decisions.py", "extracts/test_ods_files.py")


def _ae_rows(month: str, count: int = WIDE) -> list[Row]:
    """Figures that move from month to month, as real ones do."""
    moved = MONTHS.index(month) + 1
    rows = sheets.ae_rows(count, month)
    for number, row in enumerate(rows):
        for column in ae_contract.COUNT_COLUMNS:
            row[column.name] = int(str(row[column.name])) + moved * (number % 3 + 1)
    return rows


def _admit_rows(home: Home, tmp_path: Path, rows: list[Row], month: str) -> AdmissionOutcome:
    [verdict] = admit(home, [sheets.ae(rows, month).write(tmp_path, f"{month}-{len(rows)}.csv")])
    return verdict


@pytest.fixture
def april(home: Home, tmp_path: Path) -> Home:
    assert _admit_rows(home, tmp_path, _ae_rows("2025-04"), "2025-04").status == "accepted"
    return home


def _warned_rules(verdict: AdmissionOutcome) -> set[str]:
    return {reason.rule for reason in verdict.reasons if reason.severity == "warning"}


def test_a_month_like_the_one_before_is_taken_without_a_word(april: Home, tmp_path: Path) -> None:
    verdict = _admit_rows(april, tmp_path, _ae_rows("2025-05"), "2025-05")
    assert (verdict.status, verdict.reasons) == ("accepted", ())
    first, second = ledger.read_loads(april)
    assert (first.compared_with, second.compared_with) == ("", first.load_id)


def test_fewer_than_half_the_rows_are_quarantined(april: Home, tmp_path: Path) -> None:
    verdict = _admit_rows(april, tmp_path, _ae_rows("2025-05", 11), "2025-05")
    assert (verdict.status, critical(verdict)) == ("quarantined", {"rows_halved"})
    assert "11 rows" in verdict.reasons[0].message
    assert "24" in verdict.reasons[0].message


def test_half_the_rows_are_reported(april: Home, tmp_path: Path) -> None:
    verdict = _admit_rows(april, tmp_path, _ae_rows("2025-05", 12), "2025-05")
    assert (verdict.status, _warned_rules(verdict)) == ("accepted", {"rows_changed", "organisation_absent"})
    assert len(list_reasons(verdict, "organisation_absent")) == 12


def test_a_version_of_less_than_half_the_rows_does_not_replace_the_whole(april: Home, tmp_path: Path) -> None:
    verdict = _admit_rows(april, tmp_path, _ae_rows("2025-04", 5), "2025-04")
    assert (verdict.status, critical(verdict)) == ("quarantined", {"rows_fewer_than_replaced"})


def test_a_column_that_is_last_months_is_quarantined(april: Home, tmp_path: Path) -> None:
    rows = _ae_rows("2025-05")
    for row, before in zip(rows, _ae_rows("2025-04"), strict=True):
        row["attendances_type1"] = before["attendances_type1"]
    verdict = _admit_rows(april, tmp_path, rows, "2025-05")
    assert (verdict.status, critical(verdict)) == ("quarantined", {"column_as_before"})
    assert [reason.column for reason in verdict.reasons] == ["A&E attendances Type 1"]


def test_a_column_with_half_of_its_figures_from_the_month_before_is_reported(april: Home, tmp_path: Path) -> None:
    rows = [{**row, "attendances_type1": 5 * int(str(row["attendances_type1"]))} for row in _ae_rows("2025-05")]
    assert _warned_rules(_admit_rows(april, tmp_path, rows, "2025-05")) == set()
    later = [
        {**row, "attendances_type1": old["attendances_type1"]}
        for row, old in zip(_ae_rows("2025-06"), rows, strict=True)
    ]
    later[0]["attendances_type1"] = 999
    assert _warned_rules(_admit_rows(april, tmp_path, later, "2025-06")) == {"column_nearly_as_before"}


def test_the_same_figures_under_a_new_month_are_quarantined(april: Home, tmp_path: Path) -> None:
    rows = [{**row, "period": sheets.ae_rows(1, "2025-05")[0]["period"]} for row in _ae_rows("2025-04")]
    assert critical(_admit_rows(april, tmp_path, rows, "2025-05")) == {"column_as_before"}


def test_a_column_of_zeros_is_reported(april: Home, tmp_path: Path) -> None:
    rows = [{**row, "dta_over_12h": 0} for row in _ae_rows("2025-05")]
    verdict = _admit_rows(april, tmp_path, rows, "2025-05")
    assert (verdict.status, _warned_rules(verdict)) == ("accepted", {"column_of_zeros"})


@pytest.mark.parametrize(("now", "is_reported"), [(1_200, True), (900, False)])
def test_a_leap_of_one_provider_is_reported(april: Home, tmp_path: Path, now: int, *, is_reported: bool) -> None:
    rows = _ae_rows("2025-05")
    before = int(str(_ae_rows("2025-04")[3]["attendances_type1"]))
    assert before * 10 in range(901, 1_200)
    rows[3] |= {"attendances_type1": now}
    verdict = _admit_rows(april, tmp_path, rows, "2025-05")
    assert verdict.status == "accepted"
    places = list_reasons(verdict, "organisation_leaps")
    assert [place[2] for place in places] == ([sheets.code_of(3)] if is_reported else [])


@pytest.mark.parametrize(("month", "is_reported"), [("2025-06", True), ("2025-07", False)])
def test_leaps_are_looked_for_over_two_months(april: Home, tmp_path: Path, month: str, *, is_reported: bool) -> None:
    rows = [{**row, "period": sheets.ae_rows(1, month)[0]["period"]} for row in _ae_rows("2025-05")]
    rows[3] |= {"attendances_type1": 1_200}
    verdict = _admit_rows(april, tmp_path, rows, month)
    assert (verdict.status, "organisation_leaps" in _warned_rules(verdict)) == ("accepted", is_reported)


def test_an_organisation_that_is_absent_is_named(april: Home, tmp_path: Path) -> None:
    verdict = _admit_rows(april, tmp_path, _ae_rows("2025-05")[1:], "2025-05")
    [reason] = verdict.reasons
    assert (reason.rule, reason.value) == ("organisation_absent", sheets.code_of(0))
    assert "TRUST NUMBER 0" in reason.message


def test_every_rule_is_tried_here() -> None:
    text = "".join((Path(__file__).parents[1] / name).read_text(encoding="utf-8") for name in TESTS)
    assert [rule for rule in FAILURES | WARNINGS if text.count(f'"{rule}"') == 0] == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_burst_gives_the_same_verdicts_in_any_order(home: Home, tmp_path: Path, order: tuple[int, ...]) -> None:
    counts = (WIDE, 11, 23)
    paths = [
        sheets.ae(_ae_rows(month, count), month).write(tmp_path, f"{month}.csv")
        for month, count in zip(MONTHS, counts, strict=True)
    ]
    landed = [item for item in land_files(home, [paths[at] for at in order]) if isinstance(item, ArchivedFile)]
    # as by tasks of their own, in the order of arrival
    for item in landed:
        admit_landed(home, item)
    actual = {load.month: (load.status, len(load.reasons)) for load in ledger.read_loads(home)}
    assert actual == {"2025-04": ("accepted", 0), "2025-05": ("quarantined", 14), "2025-06": ("accepted", 1)}
