"""Local measures: figures become observations where they are defined and can be computed, and otherwise reported."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.sheets import Row
from tests.transforms.warehouse import build_tables, rows

BUILT_TABLES = ("core.measure", "core.observation", "core.register_problem", "core.standard")

JUNE = datetime.date(2025, 6, 1)


def _figure_row(
    measure: str, top: object, bottom: object = "", organisation: str = "RAA", month: str = "2025-06"
) -> Row:
    return {
        "measure": measure,
        "organisation": organisation,
        "month_text": month,
        "numerator_text": top,
        "denominator_text": bottom,
    }


def _definition_row(measure: str, unit: str, **cells: object) -> Row:
    return {"measure": measure, "title": measure.title(), "unit": unit, "direction": "decrease", **cells}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("local")
    definitions = [
        _definition_row("readmissions", "share", target_text="0.05", chart="p"),
        _definition_row("falls", "count"),
        _definition_row("falls_rate", "rate"),
        _definition_row("wait", "days"),
        _definition_row("turnaround", "weeks"),
    ]
    figures = [
        _figure_row("readmissions", 12, 240),
        _figure_row("readmissions", 30, 240, "RAB", "2025-05"),
        _figure_row("readmissions", 9, "", "RAC"),
        _figure_row("readmissions", 9, 8, "RAC", "2025-05"),
        _figure_row("falls", 3),
        _figure_row("falls", 4, 900, "RAB"),
        _figure_row("falls_rate", 3, 600),
        _figure_row("wait", "4.5"),
        _figure_row("wait", 90, 20, "RAB"),
        _figure_row("turnaround", "1.5"),
        _figure_row("unheard_of", 3),
        _figure_row("falls", 3, "", "RZZ"),
    ]
    files = [
        sheets.ae().write(folder, "ae.csv"),
        sheets.register("measures", *figures).write(folder, "first.csv"),
        sheets.register("measure_definitions", *definitions).write(folder, "definitions.csv"),
    ]
    home = Home(folder / "home")
    assert [verdict.status for verdict in admit(home, files)] == ["accepted"] * 3
    return build_tables(home, BUILT_TABLES)


@pytest.mark.parametrize(
    ("measure", "organisation", "wanted"),
    [
        ("readmissions", "RAA", (12.0, 240.0, 0.05)),
        ("falls", "RAA", (3.0, None, 3.0)),
        ("falls", "RAB", (4.0, 900.0, 4.0)),
        ("falls_rate", "RAA", (3.0, 600.0, 5.0)),
        ("wait", "RAA", (4.5, None, 4.5)),
        ("wait", "RAB", (90.0, 20.0, 4.5)),
        ("turnaround", "RAA", (1.5, None, 1.5)),
        # neither a share without a whole, nor one above it, nor what nobody has defined, nor of nobody
        ("readmissions", "RAC", None),
        ("unheard_of", "RAA", None),
        ("falls", "RZZ", None),
    ],
)
def test_figures_become_observations(path: Path, measure: str, organisation: str, wanted: tuple[object, ...]) -> None:
    actual = rows(
        path,
        "select numerator, denominator, value from core.observation "
        f"where measure = '{measure}' and organisation = '{organisation}'",
    )
    assert actual == ([wanted] if wanted else [])


def test_what_is_left_out_is_reported(path: Path) -> None:
    actual = rows(
        path, "select row, organisation, rule from core.register_problem where kind = 'measures' order by row"
    )
    assert actual == [
        (4, "RAC", "share_without_denominator"),
        (5, "RAC", "share_above_one"),
        (12, "RAA", "measure_not_defined"),
        (13, "RZZ", "unknown_organisation"),
    ]


def test_definitions_become_measures_and_standards(path: Path) -> None:
    columns = "measure, unit, direction, kind, section, chart, local_target"
    actual = rows(path, f"select {columns} from core.measure where kind = 'measures' order by position")
    assert actual == [
        (name, unit, "decrease", "measures", "Local measures", chart, target)
        for name, unit, chart, target in (
            ("readmissions", "share", "p_prime", 0.05),
            ("falls", "count", "xmr", None),
            ("falls_rate", "rate", "xmr", None),
            ("wait", "days", "xmr", None),
            ("turnaround", "weeks", "xmr", None),
        )
    ]
    [(first, last)] = rows(path, "select min(position), max(position) - count(*) + 1 from core.measure")
    assert (first, last) == (0, 0)
    standards = rows(path, "select measure, from_month, to_month, value from core.standard where standard = 'local'")
    assert standards == [("readmissions", datetime.date(2025, 5, 1), None, 0.05)]


def test_a_newer_file_replaces_and_takes_back_figures(tmp_path: Path) -> None:
    files = [
        sheets.ae().write(tmp_path, "ae.csv"),
        sheets.register("measure_definitions", _definition_row("falls", "count")).write(tmp_path, "d.csv"),
        sheets.register("measures", _figure_row("falls", 7), _figure_row("falls", 8, "", "RAB")).write(
            tmp_path, "1.csv"
        ),
        sheets.register("measures", _figure_row("falls", 6), _figure_row("falls", "", "", "RAB")).write(
            tmp_path, "2.csv"
        ),
    ]
    home = Home(tmp_path / "home")
    for file in files:
        assert [verdict.status for verdict in admit(home, [file])] == ["accepted"]
    actual = rows(
        build_tables(home, BUILT_TABLES),
        "select organisation, month, value from core.observation where measure = 'falls'",
    )
    assert actual == [("RAA", JUNE, 6.0)]


def test_no_local_measure_stands_in_for_a_published_one(tmp_path: Path) -> None:
    sheet = sheets.register("measures", _figure_row("ae_within_4h", 99, 100))
    [verdict] = admit(Home(tmp_path / "home"), [sheet.write(tmp_path)])
    assert verdict.status == "quarantined"
    assert {reason.rule for reason in verdict.reasons} == {"name_is_taken"}
