"""Boards that an extract names without a code: their codes, whose figures they are, and which source counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from checks.admission import admit
from checks.review import withdrawal
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.sheets import Sheet
from tests.checks.sheets.ae_workbook import ae_workbook, ae_workbook_rows, as_saved, with_boards
from tests.transforms.warehouse import build_tables, rows

BUILT_TABLES = (
    "core.area_name",
    "core.membership",
    "core.observation",
    "core.organisation",
    "core.placement",
    "core.register_problem",
)

NORTH, DEVON = "NHS North East And North Cumbria Integrated Care Board", "Devon STP"
UNKNOWN = "Someplace Health & Care Partnership"
BY_AREA = (
    "select organisation.kind, observation.organisation, numerator, denominator from core.observation as observation "
    "join core.organisation as organisation using (organisation) "
    "where measure = '{measure}' and month = date '{month}' and organisation.kind in ('ICB', 'england') order by all"
)
PLACED = "select organisation, area, area_now from core.membership where area_kind = 'ICB' order by all"


def month_sheet(boards: Sequence[str], period: str = "June 2025", more: int = 0) -> Sheet:
    months = [{**row, "dta_over_4h": int(str(row["dta_over_4h"])) + more} for row in ae_workbook_rows()]
    return as_saved(with_boards(ae_workbook(months, period), boards))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of June and the CSV of June after it, a workbook of July, boards of RTT in July, and registers."""
    folder = tmp_path_factory.mktemp("boards")
    placed = [row | {"parent_code": "QJK", "parent_name": "NHS DEVON ICB"} for row in sheets.rtt_rows("RAA")]
    files = [
        month_sheet([NORTH, NORTH, DEVON]).write(folder, "june.csv"),
        sheets.ae(month="2025-06").write(folder, "june-figures.csv"),
        month_sheet([NORTH, "nhs north east & north cumbria icb", UNKNOWN], "July 2025", 1).write(folder, "july.csv"),
        sheets.rtt(placed, "2025-07").write(folder, "rtt.csv"),
        sheets.ods({"organisation": "RAC", "name": "C NHS TRUST", "icb": "QXX"}).write(folder, "etr.csv"),
    ]
    outcomes = admit(Home(folder / "home"), files)
    assert {outcome.status for outcome in outcomes} == {"accepted"}, [outcome.reasons for outcome in outcomes]
    return build_tables(Home(folder / "home"), BUILT_TABLES)


def test_boards_of_a_month_add_up_to_england(built: Path) -> None:
    for measure in ("ae_within_4h", "ae_attendances", "ae_12h_dta_waits"):
        england, *boards = sorted(rows(built, BY_AREA.format(measure=measure, month="2025-06-01")), reverse=True)
        assert [board[1] for board in boards] == ["QJK", "QHM"]
        assert england[2] == sum(board[2] for board in boards)
        assert england[3] == (sum(board[3] for board in boards) if england[3] is not None else None)


def test_the_figures_are_those_of_the_version_that_counts(built: Path) -> None:
    [(of_csv,)] = rows(
        built,
        "select sum(numerator) from core.observation where measure = 'ae_attendances' and month = date '2025-06-01' "
        "and organisation in ('RAA', 'RAB')",
    )
    assert ("ICB", "QHM", of_csv, None) in rows(built, BY_AREA.format(measure="ae_attendances", month="2025-06-01"))


def test_a_name_is_matched_however_it_is_written_and_the_others_are_reported(built: Path) -> None:
    names = rows(built, "select name, area, organisations from core.area_name order by name")
    assert {name: area for name, area, _ in names} == {
        NORTH: "QHM",
        DEVON: "QJK",
        "nhs north east & north cumbria icb": "QHM",
        UNKNOWN: None,
    }
    [(kind, message)] = rows(built, "select kind, message from core.register_problem where rule = 'unknown_board'")
    assert (kind, UNKNOWN in message, NORTH in message) == ("ae", True, False)


def test_a_board_without_a_code_takes_only_its_own_organisations_away(built: Path) -> None:
    boards = rows(built, BY_AREA.format(measure="ae_attendances", month="2025-07-01"))
    assert [board[1] for board in boards if board[0] == "ICB"] == ["QHM", "QJK"]


def test_a_code_counts_before_a_name_and_both_before_the_register(built: Path) -> None:
    placed = rows(
        built,
        "select distinct organisation, area, strftime(from_month, '%Y-%m') from core.membership "
        "where area_kind = 'ICB' order by all",
    )
    assert placed == [
        ("RAA", "QHM", "2025-06"),
        ("RAA", "QJK", "2025-07"),
        ("RAB", "QHM", "2025-06"),
        ("RAC", "QJK", "2025-06"),
    ]
    named = dict(rows(built, "select organisation, icb from core.organisation where organisation in ('RAA', 'RAC')"))
    assert named == {"RAA": "QJK", "RAC": "QJK"}
    differing = "select own_area, area from core.placement where source_kind = 'ae' and own_area <> area"
    assert rows(built, differing) == [("QHM", "QJK")]


def test_an_organisation_is_in_its_board_while_the_newest_of_any_extract_says_so(built: Path) -> None:
    # RAC has no board in July that is known, and other trusts have
    open_ones = rows(built, "select organisation from core.membership where area_kind = 'ICB' and to_month is null")
    assert sorted(open_ones) == [("RAA",), ("RAB",)]


def test_without_the_workbook_there_are_no_boards(home: Home, tmp_path: Path) -> None:
    files = [month_sheet([NORTH, NORTH, DEVON]).write(tmp_path, "june.csv"), sheets.ae().write(tmp_path, "figures.csv")]
    workbook, _ = admit(home, files)
    withdrawal.withdraw_load(home, str(workbook.load_id), "it was of another year", "data manager")
    built = build_tables(home, BUILT_TABLES)
    assert rows(built, PLACED) == []
    assert rows(built, "select count(*) from core.observation where organisation = 'QHM'") == [(0,)]
