"""core.rebase: only what is approved, exactly there, and in the data recalculates limits; the rest is reported."""

from __future__ import annotations

from pathlib import Path

from checks import samples
from checks.admission import admit
from checks.samples import rebases, world
from checks.storage.home import Home
from tests.checks import sheets
from tests.transforms.warehouse import build_tables, first_of, rows

BUILT_TABLES = ("mart.spc", "mart.spc_summary", "mart.rebase_proposal")

DECIDED = {"decided_by": "Medical director", "decided_on_text": "2024-06-01"}
APPROVED = {"decision": "approved", **DECIDED}
MONTHS_OF_REBASES = ("October-2024", "January-2025", "February-2025", "July-2025", "August-2025", "April-2026")
PHASES = "select organisation, phases from mart.spc_summary where measure = 'ae_within_4h' order by all"


def _held_home(folder: Path, *registers: sheets.Sheet) -> Home:
    home = Home(folder / "home")
    months = ["2024-02", "2024-03", "2024-04", "2024-05"]
    files = [sheets.ae(month=month).write(folder, f"{month}.csv") for month in months]
    files += [register.write(folder, f"register-{number}.csv") for number, register in enumerate(registers)]
    assert {verdict.status for verdict in admit(home, files)} == {"accepted"}
    return home


def test_an_approved_month_begins_a_phase_of_that_organisation_alone(tmp_path: Path) -> None:
    path = build_tables(_held_home(tmp_path, sheets.rebases(APPROVED)), BUILT_TABLES)
    begun = {organisation for organisation, phases in rows(path, PHASES) if phases == 2}
    assert begun == {"RAA"}
    assert rows(path, "select state, is_applied, decided_by from mart.rebase_proposal") == [
        ("approved", True, "Medical director")
    ]
    assert rows(path, "select min(month) from mart.spc where phase = 1") == [(first_of("2024-04"),)]
    assert rows(path, "select count(*) from mart.spc where phase = 1 and measure <> 'ae_within_4h'") == [(0,)]


def test_what_is_not_approved_changes_nothing(tmp_path: Path) -> None:
    register = sheets.rebases({}, {"decision": "declined", "month_text": "2024-05", **DECIDED})
    path = build_tables(_held_home(tmp_path, register), BUILT_TABLES)
    assert {phases for _, phases in rows(path, PHASES)} == {1}
    assert rows(path, "select state, is_applied from mart.rebase_proposal order by all") == [
        ("declined", False),
        ("proposed", False),
    ]


def test_the_newest_list_decides(tmp_path: Path) -> None:
    path = build_tables(
        _held_home(tmp_path, sheets.rebases(APPROVED), sheets.rebases({"decision": "declined", **DECIDED})),
        BUILT_TABLES,
    )
    assert {phases for _, phases in rows(path, PHASES)} == {1}
    assert rows(path, "select decision from core.rebase") == [("declined",)]


def test_a_month_without_a_figure_is_reported_and_not_applied(tmp_path: Path) -> None:
    register = sheets.rebases(
        {**APPROVED, "month_text": "2023-11"}, {**APPROVED, "measure": "nothing"}, {**APPROVED, "organisation": "RXX"}
    )
    path = build_tables(_held_home(tmp_path, register), BUILT_TABLES)
    assert {phases for _, phases in rows(path, PHASES)} == {1}
    assert rows(path, "select problem, is_applied from mart.rebase_proposal order by all") == [
        ("There is no figure for this month.", False),
        ("There is no measure of this name.", False),
        ("This organisation has no figure of the measure.", False),
    ]


def test_the_samples_have_a_recalculation_in_every_state(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    paths = samples.write_samples(tmp_path / "samples", months=25, providers=11)
    # the months of the two rebases and those beside them
    months = [path for path in paths if any(month in path.name for month in MONTHS_OF_REBASES)]
    admit(home, [path for path in paths if path.name.startswith("rebases")] + months)
    path = build_tables(home, BUILT_TABLES)
    codes = [provider.code for provider in world.make_world(11, 2026).providers]
    reported = rows(
        path,
        "select organisation, month, state, is_applied, problem from mart.rebase_proposal "
        "where state <> 'proposed by the data' order by state, month",
    )
    assert reported == [
        (codes[rebases.APPROVED], first_of("2025-01"), "approved", True, None),
        (codes[rebases.RECENT], first_of("2026-04"), "approved", True, None),
        (codes[rebases.DECLINED], first_of("2024-10"), "declined", False, None),
        (codes[rebases.PROPOSED], first_of("2025-07"), "proposed", False, None),
    ]
