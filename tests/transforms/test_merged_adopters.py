"""Adopters that merged: one adoption or none, verdicts that end with the predecessor, nobody compared with twice."""

from __future__ import annotations

import datetime
from pathlib import Path

import duckdb
import pytest

from checks.extracts.ae import COUNT_COLUMNS
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.quick_admission import admit_without_rules
from tests.checks.sheets import Row
from tests.transforms.warehouse import build_tables, rows
from transforms.gain import panel_loader

BUILT_TABLES = ("core.joint_adoption", "core.observation", "mart.gain", "mart.gain_history")

FIRST, MERGER = 2022 * 12, 2024 * 12 + 6
MONTHS = 36
PRACTICES = {"alike": ("2023-06", "2023-08"), "apart": ("2023-03", "2023-09"), "partly": ("2023-06", None)}
"""When the predecessor and the successor adopted each practice."""


def _month_text(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"


def _event_row(practice: str, organisation: str, month: str) -> Row:
    reported = {"practice": practice, "organisation": organisation, "month_text": month, "event": "adopted"}
    return {**reported, "source": "self"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """26 providers over three years; RAA merges into RAB in July 2024."""
    folder = tmp_path_factory.mktemp("merged")
    home = Home(folder / "home")
    files = []
    for number in range(FIRST, FIRST + MONTHS):
        actual = sheets.ae_rows(26, _month_text(number), start=1 if number >= MERGER else 0)
        for place, row in enumerate(actual):
            # figures that never move from month to month are not believed
            for column in COUNT_COLUMNS:
                row[column.name] = int(str(row[column.name])) + (number - FIRST) * (place % 3 + 1)
        files.append(sheets.ae(actual, _month_text(number)).write(folder, f"{number}.csv"))
    practice = {"programme": "flow", "title": "A", "measure": "ae_within_4h", "direction": "increase"}
    events = [
        _event_row(name, organisation, month)
        for name, months in PRACTICES.items()
        for organisation, month in zip(("RAA", "RAB"), months, strict=True)
        if month
    ]
    registers = [
        sheets.successions(("RAA", "RAB", "2024-07")),
        sheets.register(
            "programmes",
            {"programme": "flow", "title": "Flow", "approach": "supportive", "starts_text": "2022-02"},
        ),
        sheets.register("practices", *({**practice, "practice": name} for name in PRACTICES)),
        sheets.register("adoptions", *events),
    ]
    files += [sheet.write(folder, f"register{at}.csv") for at, sheet in enumerate(registers)]
    assert {outcome.status for outcome in admit_without_rules(home, files)} == {"accepted"}
    return build_tables(home, BUILT_TABLES)


def test_whether_they_adopted_as_one(warehouse: Path) -> None:
    actual = rows(
        warehouse,
        "select practice, organisation, parties, parties_adopted, strftime(first_adopted_month, '%Y-%m'), fault "
        "from core.joint_adoption",
    )
    assert actual == [
        ("alike", "RAB", 2, 2, "2023-06", None),
        ("apart", "RAB", 2, 2, "2023-03", "it has merged, and its parts adopted more than 3 months apart"),
        ("partly", "RAB", 2, 1, "2023-06", "it has merged, and a part of it has not adopted: RAB"),
    ]


def test_a_predecessor_is_no_comparator_of_its_successor(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as con:
        panels = {panel.practice: panel for panel in panel_loader.load_practice_panels(con)}
    # RAA has merged into RAB, whose series carries both
    assert "RAA" not in panels["alike"].panel.organisations
    assert panels["alike"].panel.organisations.count("RAB") == 1
    assert "RAB" not in panels["apart"].panel.organisations
    at = panels["alike"].panel.organisations.index("RAB")
    [(share,)] = rows(
        warehouse,
        "select sum(numerator) / sum(denominator) from core.observation where measure = 'ae_within_4h' "
        "and organisation in ('RAA', 'RAB') and month = date '2022-01-01'",
    )
    assert panels["alike"].panel.raw[at, 0] == pytest.approx(share)


def test_a_predecessors_verdicts_end_with_it(warehouse: Path) -> None:
    last = dict(
        rows(
            warehouse, "select practice, max(month) from mart.gain_history where organisation = 'RAA' group by practice"
        )
    )
    assert last == dict.fromkeys(PRACTICES, datetime.date(2024, 6, 1))
    actual = rows(
        warehouse,
        "select practice, status, reason from mart.gain where organisation = 'RAB' and practice <> 'alike' order by 1",
    )
    assert [(practice, status) for practice, status, _ in actual] == [
        ("apart", "not_assessable"),
        ("partly", "not_assessable"),
    ]
    assert all("merged" in reason for *_, reason in actual)
    [(status, months)] = rows(
        warehouse,
        "select any_value(status), count(distinct month) from mart.gain_history "
        "where organisation = 'RAB' and practice = 'alike'",
    )
    assert status
    assert months > 12
