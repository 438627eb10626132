"""Diagnostic waiting times: TOTAL rows are checked and never counted, and the figures are the sums of the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest

from checks.admission import AdmissionOutcome, admit
from checks.samples import dm01 as samples
from checks.samples.world import LAST_MONTH, make_world
from checks.storage.home import Home
from tests.checks.lake import critical, list_reasons, rows
from tests.checks.quick_admission import admit_without_rules
from tests.transforms.warehouse import build_tables

BUILT_TABLES = ("core.observation",)

WORLD = make_world(8, 2026)
AT = {header: place for place, header in enumerate(samples.HEADER)}
Rows = list[list[str]]


def _admit(folder: Path, content: bytes) -> tuple[Home, AdmissionOutcome]:
    home = Home(folder / "home").prepare()
    path = folder / "file.csv"
    path.write_bytes(content)
    [outcome] = admit(home, [path])
    return home, outcome


def _make_rows() -> Rows:
    return list(samples.make_rows(WORLD, LAST_MONTH))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, AdmissionOutcome, Path]:
    folder = tmp_path_factory.mktemp("dm01")
    home, outcome = _admit(folder, samples.make_good_file(WORLD))
    return home, outcome, folder / "file.csv"


def test_a_month_is_taken_without_remark(good: tuple[Home, AdmissionOutcome, Path]) -> None:
    _, outcome, _ = good
    assert (outcome.status, outcome.kind, outcome.month, outcome.reasons) == ("accepted", "dm01", LAST_MONTH, ())


def test_total_rows_are_not_stored(good: tuple[Home, AdmissionOutcome, Path]) -> None:
    home, outcome, _ = good
    assert {row["test"] for row in rows(home, outcome)} == set(samples.TESTS.values())


def test_figures_are_the_sums_of_the_tests(good: tuple[Home, AdmissionOutcome, Path]) -> None:
    """Added up again from the file: from its TOTAL rows, which the figures do not use."""
    home, _, path = good
    bands = " + ".join(f'"{band}"::int' for band in samples.WEEKS[:6])
    with duckdb.connect(str(build_tables(home, BUILT_TABLES)), read_only=True) as con:
        totals = f"read_csv('{path}', all_varchar = true) where \"Diagnostic Tests\" = 'TOTAL'"
        columns = f'sum({bands}), sum("Total WL"::int), sum("13+ Weeks"::int), sum("Total Activity"::int)'
        for level in ("'ENGLAND'", '"Provider Org Code"', '"Provider Parent Org Code"'):
            for organisation, within, waiting, over, done in con.execute(
                f"select {level}, {columns} from {totals} group by 1"
            ).fetchall():
                figures = con.execute(
                    "select measure, numerator, denominator from core.observation where organisation = ?",
                    [organisation],
                ).fetchall()
                assert {measure: tuple(figure) for measure, *figure in figures} == {
                    "dm01_within_6w": (within, waiting),
                    "dm01_over_13w": (over, None),
                    "dm01_waiting": (waiting, None),
                    "dm01_activity": (done, None),
                }


def test_months_in_one_file_are_loads_of_their_own(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    months = [samples.make_file(WORLD, month) for month in ("2026-04", LAST_MONTH)]
    (tmp_path / "two.csv").write_bytes(months[0] + months[1].split(b"\n", 1)[1])
    outcomes = admit_without_rules(home, [tmp_path / "two.csv"])
    assert [(outcome.status, outcome.month) for outcome in outcomes] == [
        ("accepted", "2026-04"),
        ("accepted", LAST_MONTH),
    ]


def test_a_few_rows_of_another_month_are_no_month_of_their_own(tmp_path: Path) -> None:
    stray = samples.make_file(WORLD, "2026-04").splitlines(keepends=True)[1:17]
    _, outcome = _admit(tmp_path, samples.make_file(WORLD, LAST_MONTH) + b"".join(stray))
    assert (outcome.month, "another_month" in critical(outcome)) == (LAST_MONTH, True)


@pytest.mark.parametrize("broken", samples.BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_quarantined_for_its_fault(tmp_path: Path, broken: samples.BrokenSample) -> None:
    _, outcome = _admit(tmp_path, broken.content(WORLD))
    assert outcome.status == "quarantined"
    assert broken.rule in critical(outcome)


def _without_totals(table: Rows) -> Rows:
    return [row for row in table if row[AT["Diagnostic Tests"]] != "TOTAL"]


def _with_total_of_the_file(table: Rows) -> Rows:
    totals = [row for row in table if row[AT["Diagnostic Tests"]] == "TOTAL"]
    counts = [str(sum(int(row[place]) for row in totals)) for place in range(len(samples.KEYS), len(samples.HEADER))]
    return [*table, [totals[0][0], *[""] * 8, "16", "TOTAL", *counts]]


def _blank_zeros(table: Rows) -> Rows:
    """A band of nobody as a blank cell, as RTT has it."""
    place = AT["13+ Weeks"]
    first = table[0]
    first[AT["12 < 13 Weeks"]] = str(int(first[AT["12 < 13 Weeks"]]) + int(first[place]))
    total = table[samples.TOTAL]
    for header, sign in (("12 < 13 Weeks", 1), ("13+ Weeks", -1)):
        total[AT[header]] = str(int(total[AT[header]]) + sign * int(first[place]))
    first[place] = ""
    return table


def _outside_england(table: Rows) -> Rows:
    """The first group again, for a commissioner outside England."""
    other = [list(row) for row in table[: samples.TOTAL + 1]]
    for row in other:
        row[AT["Commissioner Parent Org Code"] : AT["Commissioner Org Name"] + 1] = ["", "", "NONC", ""]
    return [*table, *other]


@pytest.mark.parametrize("change", [_without_totals, _with_total_of_the_file, _blank_zeros, _outside_england])
def test_other_ways_to_write_the_same_month_give_the_same_england(
    change: Callable[[Rows], Rows], tmp_path: Path, good: tuple[Home, AdmissionOutcome, Path]
) -> None:
    home, outcome = _admit(tmp_path, samples.format_rows(change(_make_rows())))
    assert outcome.status == "accepted", outcome.reasons
    sql = "from core.observation where organisation = 'ENGLAND' and measure <> 'dm01_over_13w' order by measure"
    figures = []
    for warehouse in (build_tables(good[0], BUILT_TABLES), build_tables(home, BUILT_TABLES)):
        with duckdb.connect(str(warehouse), read_only=True) as con:
            figures.append(con.execute(f"select measure, numerator, denominator {sql}").fetchall())
    assert figures[0] == figures[1]


@pytest.mark.parametrize(("test", "is_new"), [("mri", False), (" MRI ", False), ("PET_CT", True)])
def test_a_test_that_is_new_is_a_warning(test: str, is_new: bool, tmp_path: Path) -> None:
    table: Sequence[list[str]] = _make_rows()
    for row in table:
        row[AT["Diagnostic Tests"]] = test if row[AT["Diagnostic Tests"]] == "MRI" else row[AT["Diagnostic Tests"]]
    _, outcome = _admit(tmp_path, samples.format_rows(table))
    assert outcome.status == "accepted"
    assert bool(list_reasons(outcome, "test_known")) is is_new


def test_the_first_row_of_a_published_month(shared: Path, tmp_path: Path) -> None:
    path = shared / "cases" / "files" / "18-dm01-full-extract" / "DM01-MAY-2026-full-extract.csv"
    [outcome] = admit(Home(tmp_path / "home"), [path])
    assert (outcome.status, outcome.kind, outcome.month) == ("accepted", "dm01", "2026-05"), outcome.reasons
