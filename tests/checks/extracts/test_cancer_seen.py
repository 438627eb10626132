"""Referrals seen for suspected cancer: providers and England count, boards do not; January 2026 as published."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from checks.admission import AdmissionOutcome, admit
from checks.samples import cancer
from checks.samples import cancer_seen as samples
from checks.samples.world import LAST_MONTH, make_world
from checks.storage.home import Home
from tests.checks.lake import critical, list_reasons, rows
from tests.checks.sheets.binary_workbook import write_xls
from tests.transforms.warehouse import build_tables

BUILT_TABLES = ("core.observation",)

WORLD = make_world(8, 2026)
PUBLISHED = "January-2026-provisional-Referrals_Seen.csv"


def _admit(folder: Path, content: bytes) -> tuple[Home, AdmissionOutcome]:
    home = Home(folder / "home").prepare()
    path = folder / "file.csv"
    path.write_bytes(content)
    [outcome] = admit(home, [path])
    return home, outcome


def _read_figures(home: Home, organisation: str) -> dict[str, tuple[float, float | None]]:
    with duckdb.connect(str(build_tables(home, BUILT_TABLES)), read_only=True) as con:
        figures = con.execute(
            "select measure, numerator, denominator from core.observation where organisation = ?", [organisation]
        ).fetchall()
    return {measure: (top, bottom) for measure, top, bottom in figures}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, AdmissionOutcome]:
    return _admit(tmp_path_factory.mktemp("good"), samples.make_good_file(WORLD))


def test_england_and_providers_have_their_figures(good: tuple[Home, AdmissionOutcome]) -> None:
    home, outcome = good
    assert (outcome.status, outcome.reasons) == ("accepted", ())
    [first, *_] = samples.list_reporting_providers(WORLD, LAST_MONTH)
    for organisation, figures in (
        ("ENGLAND", samples.make_england(WORLD, LAST_MONTH)),
        (first.code, samples.make_figures(WORLD, first, LAST_MONTH)),
    ):
        total, within, *_ = figures[samples.SUSPECTED, "ALL CANCERS"]
        assert _read_figures(home, organisation) == {
            "cancer_two_week_wait": (within, total),
            "cancer_referrals_seen": (total, None),
        }


def test_rows_of_boards_are_left_out(good: tuple[Home, AdmissionOutcome]) -> None:
    home, outcome = good
    codes = {row["organisation_code"] for row in rows(home, outcome)}
    assert codes == {"TOTAL", *(item.code for item in samples.list_reporting_providers(WORLD, LAST_MONTH))}


@pytest.mark.parametrize("broken", samples.BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_quarantined_for_its_fault(tmp_path: Path, broken: samples.BrokenSample) -> None:
    _, outcome = _admit(tmp_path, broken.content(WORLD))
    assert outcome.status == "quarantined"
    assert broken.rule in critical(outcome)


def test_a_provider_that_is_left_out_is_a_warning_and_england_stays(tmp_path: Path) -> None:
    [first, *_] = samples.list_reporting_providers(WORLD, LAST_MONTH)
    lines = [line for line in samples.make_lines(WORLD, LAST_MONTH) if line[1] != first.code]
    home, outcome = _admit(tmp_path, cancer.write_lines(lines))
    assert outcome.status == "accepted"
    assert list_reasons(outcome, "rows_below_national")
    total, within, *_ = samples.make_england(WORLD, LAST_MONTH)[samples.SUSPECTED, "ALL CANCERS"]
    assert _read_figures(home, "ENGLAND")["cancer_two_week_wait"] == (within, total)


def test_in_the_combined_workbook_the_sheet_of_performance_is_read(tmp_path: Path) -> None:
    """One workbook is one load; this sheet alone, in a workbook or as CSV, is a load of its own kind."""
    seen, performance = samples.make_lines(WORLD, LAST_MONTH), cancer.make_lines(WORLD, LAST_MONTH)
    both = write_xls(tmp_path / "both.xls", {"Referrals Seen": seen, "Provider Level Performance": performance})
    alone = write_xls(tmp_path / "alone.xls", {"Referrals Seen": seen})
    outcomes = {item.file_name: item for item in admit(Home(tmp_path / "home"), [both, alone])}
    assert {name: (item.status, item.kind) for name, item in outcomes.items()} == {
        "both.xls": ("accepted", "cancer"),
        "alone.xls": ("accepted", samples.KIND),
    }


def test_january_2026_as_published(shared: Path, tmp_path: Path) -> None:
    """England as printed, and every provider as in its row."""
    path = shared / "data" / "cancer_combined" / PUBLISHED
    home = Home(tmp_path / "home")
    [outcome] = admit(home, [path])
    assert (outcome.status, outcome.kind, outcome.month, outcome.reasons) == (
        "accepted",
        samples.KIND,
        "2026-01",
        (),
    )
    assert _read_figures(home, "ENGLAND") == {
        "cancer_two_week_wait": (196_678, 256_975),
        "cancer_referrals_seen": (256_975, None),
    }
    with duckdb.connect(str(build_tables(home, BUILT_TABLES)), read_only=True) as con:
        [(providers, seen)] = con.execute(
            "select count(*), sum(numerator) from core.observation "
            "where measure = 'cancer_referrals_seen' and organisation <> 'ENGLAND'"
        ).fetchall()
    assert (providers, seen) == (137, 256_975)
