"""What revisions changed: every cell and no other, who joined late, England then and now."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage import ledger
from checks.storage.home import Home
from tests.checks import sheets
from tests.transforms import oracle
from tests.transforms.warehouse import build_tables, observed, rows

BUILT_TABLES = (
    "core.load",
    "core.measure",
    "core.observation",
    "core.revision_cell",
    "mart.revision",
    "mart.revision_month",
)

REVISED = {
    "2022-04": "April-2022-revised-130624-F4scP.csv",
    "2022-08": "August-2022-revised-110523-eee555.csv",
    "2022-12": "December-2022-revised-110523-iii999.csv",
}
FIRST = {"2022-04": "April2022.csv", "2022-08": "August2022.csv", "2022-12": "December2022.csv"}


def test_the_cells_that_changed_and_no_others(home: Home, tmp_path: Path) -> None:
    first = sheets.ae_rows(4)
    again = [dict(row) for row in sheets.ae_rows(5)][1:]
    again[0]["attendances_other"] = 999
    admit(home, [sheets.ae(first).write(tmp_path, "a.csv"), sheets.ae(first, "2025-07").write(tmp_path, "other.csv")])
    admit(home, [sheets.ae(again).write(tmp_path, "a-revised.csv")])
    path = build_tables(home, BUILT_TABLES)
    cells = rows(
        path,
        "select organisation, item, first_value, revised_value, difference from mart.revision "
        "where not is_measure and change = 'revised'",
    )
    was = float(str(first[1]["attendances_other"]))
    assert cells == [("RAB", "attendances_other", was, 999.0, 999.0 - was)]
    actual = rows(path, "select distinct organisation, change from mart.revision where not is_measure order by 1")
    assert actual == [("RAA", "left"), ("RAB", "revised"), ("RAE", "joined")]
    columns = "vintages, cells_changed, organisations_changed, organisations_joined, organisations_left, state"
    assert rows(path, f"select strftime(month, '%Y-%m'), {columns} from mart.revision_month") == [
        ("2025-06", 2, 1, 1, ["RAE"], ["RAA"], "revised")
    ]
    [(was, now)] = rows(
        path,
        "select told.first_value, told.revised_value from (select unnest(england) as told from mart.revision_month) "
        "where told.measure = 'ae_attendances'",
    )
    assert now == observed(path, "ae", "2025-06")["ae_attendances", "ENGLAND"][2]
    assert was == sum(2100 + 6 * place for place in range(4))


def test_what_may_be_revised_yet_is_provisional_until_its_year_has_settled(home: Home, tmp_path: Path) -> None:
    """By the newest file: the same rows, known in 2025, were provisional; a file that is called final never is."""
    for month, name in (("2025-03", "a.csv"), ("2025-04", "b.csv"), ("2025-05", "c-final.csv")):
        admit(home, [sheets.ae(sheets.ae_rows(4, month), month).write(tmp_path, name)])
    for path, day in zip(sorted(home.ledger.glob("*.json")), ("2025-04-12", "2025-05-12", "2025-06-12"), strict=True):
        entry = json.loads(path.read_text())
        path.write_text(json.dumps({**entry, "received_at": f"{day}T09:00:00.000000+00:00"}))
    asked = "select strftime(month, '%Y-%m'), called, is_provisional from core.load order by month"
    assert rows(build_tables(home, BUILT_TABLES), asked) == [
        ("2025-03", None, True),
        ("2025-04", None, True),
        ("2025-05", "final", False),
    ]
    for path in sorted(home.ledger.glob("*.json"))[-1:]:
        entry = json.loads(path.read_text())
        path.write_text(json.dumps({**entry, "received_at": "2025-07-01T09:00:00.000000+00:00"}))
    assert [row[2] for row in rows(build_tables(home, BUILT_TABLES), asked)] == [False, True, False]


def test_with_three_vintages_the_last_replacement_is_told_apart(home: Home, tmp_path: Path) -> None:
    def vintage(name: str, count: int, *changed: tuple[int, int]) -> None:
        given = [dict(row) for row in sheets.ae_rows(count)]
        for at, value in changed:
            given[at]["attendances_other"] = value
        [verdict] = admit(home, [sheets.ae(given).write(tmp_path, name)])
        assert verdict.status == "accepted"

    # RAA goes and comes back, RAB moves once, RAC twice, RAD at last; RAE comes second, RAF at the end
    vintage("a.csv", 4)
    vintage("b.csv", 5, (0, 700), (1, 800), (2, 900))
    vintage("c.csv", 6, (1, 800), (2, 950), (3, 990))
    path = build_tables(home, BUILT_TABLES)
    actual = rows(
        path,
        "select organisation, change, first_value, previous_value, revised_value, is_last_change from mart.revision "
        "where item = 'attendances_other' order by 1",
    )
    assert actual == [
        ("RAA", "reverted", 300, 700, 300, True),
        ("RAB", "revised", 301, 800, 800, False),
        ("RAC", "revised", 302, 900, 950, True),
        ("RAD", "revised", 303, 303, 990, True),
        ("RAE", "joined", None, 304, 304, False),
        ("RAF", "joined", None, None, 305, True),
    ]
    columns = "vintages, cells_changed, organisations_changed, cells_changed_last, organisations_changed_last"
    assert rows(path, f"select {columns}, organisations_joined from mart.revision_month") == [
        (3, 3, 3, 3, 4, ["RAE", "RAF"])
    ]
    three = [load.load_id for load in ledger.read_loads(home)]
    assert rows(path, "select first_load, previous_load, revised_load from core.vintage") == [tuple(three)]


def test_an_extract_with_many_rows_for_each_is_compared_by_its_measures_and_row_by_row(
    home: Home, tmp_path: Path
) -> None:
    for name, waits, other in (("a", {1: 30, 20: 10}, "X02"), ("b", {1: 30, 20: 12}, "X05")):
        file = sheets.rtt(
            [
                *sheets.rtt_group("RAA", "15F", "Part_2", {"C_100": waits}),
                *sheets.rtt_group("RAB", "15F", "Part_3", {other: {0: 4}}),
            ]
        )
        [verdict] = admit(home, [file.write(tmp_path, f"{name}.csv")])
        assert verdict.status == "accepted"
    path = build_tables(home, BUILT_TABLES)
    actual = rows(
        path,
        "select item, title, first_value, revised_value from mart.revision "
        "where organisation = 'RAA' and item in ('rtt_incomplete', 'rtt_within_18w') order by 1",
    )
    assert actual == [
        ("rtt_incomplete", "Incomplete pathways", 40.0, 42.0),
        ("rtt_within_18w", "Patients waiting 18 weeks or less", 30 / 40, 30 / 42),
    ]
    assert rows(path, "select count(*) from mart.revision where not is_measure") == [(0,)]
    cells = "organisation, published_row, item, change, first_value, revised_value, difference"
    assert rows(path, f"select {cells} from core.revision_cell") == [
        ("RAA", "15F, Part_2, C_100", "total_all", "revised", 40, 42, 2),
        ("RAA", "15F, Part_2, C_100", "weeks_020", "revised", 10, 12, 2),
        ("RAA", "15F, Part_2, C_999", "total_all", "revised", 40, 42, 2),
        ("RAA", "15F, Part_2, C_999", "weeks_020", "revised", 10, 12, 2),
        ("RAB", "15F, Part_3, X02", "total_all", "left", 4, None, -4),
        ("RAB", "15F, Part_3, X05", "total_all", "joined", None, 4, 4),
    ]
    assert rows(path, "select title from core.revision_cell where item = 'weeks_020' limit 1") == [
        ("Gt 20 To 21 Weeks SUM 1",)
    ]
    assert rows(path, "select cells_changed, organisations_changed from mart.revision_month") == [(4, 1)]


def test_without_a_revision_there_is_nothing_to_tell(home: Home, tmp_path: Path) -> None:
    admit(home, [sheets.ae().write(tmp_path)])
    path = build_tables(home, BUILT_TABLES)
    assert rows(path, "select count(*) from mart.revision") == rows(path, "select count(*) from mart.revision_month")


@pytest.fixture(scope="module")
def restated(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, datetime]:
    """The first vintages as published, then the revised; and the moment between."""
    home = Home(tmp_path_factory.mktemp("restated"))
    admit(home, [shared / "data" / "ae_first_published" / name for name in FIRST.values()])
    moment = datetime.fromisoformat(max(load.received_at for load in ledger.read_loads(home)))
    admit(home, [shared / "data" / "ae" / name for name in REVISED.values()])
    assert {load.status for load in ledger.read_loads(home)} == {"accepted"}
    return home, moment


def _read_published(path: Path) -> dict[tuple[str, str], int]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        header, *lines = [line for line in csv.reader(handle) if any(cell.strip() for cell in line)]
    return {
        (line[1].strip(), " ".join(name.split())): int(cell)
        for line in lines
        if "total" not in {cell.strip().lower() for cell in line[:4]}
        for name, cell in zip(header[4:], line[4:], strict=True)
    }


def test_every_cell_that_the_real_revisions_changed(shared: Path, restated: tuple[Home, datetime]) -> None:
    path = build_tables(restated[0], BUILT_TABLES)
    for month, name in FIRST.items():
        first = _read_published(shared / "data" / "ae_first_published" / name)
        revised = _read_published(shared / "data" / "ae" / REVISED[month])
        wanted = {
            (*key, first.get(key), revised.get(key))
            for key in first.keys() | revised.keys()
            if first.get(key) != revised.get(key) and not (key not in first and not revised[key])
        }
        reported = rows(
            path,
            "select organisation, title, first_value, revised_value from mart.revision "
            f"where not is_measure and month = date '{month}-01'",
        )
        assert set(reported) == wanted
        assert len(reported) == len(wanted) > 10
    actual = rows(
        path,
        "select first_value, revised_value from mart.revision where organisation = 'RKB' "
        "and item = 'attendances_other' and month = date '2022-12-01'",
    )
    assert actual == [(2250, 8281)]


def test_england_is_that_of_each_vintage(shared: Path, restated: tuple[Home, datetime]) -> None:
    home, moment = restated
    for folder, files, known_at in (("ae_first_published", FIRST, moment), ("ae", REVISED, None)):
        path = build_tables(home, BUILT_TABLES, as_known_at=known_at)
        for month, name in files.items():
            wanted = oracle.ae(oracle.ae_rows(shared / "data" / folder / name), month)
            actual = observed(path, "ae", month)
            for measure in ("ae_attendances", "ae_within_4h", "ae_12h_dta_waits"):
                assert actual[measure, "ENGLAND"] == wanted[measure, "ENGLAND"]
        if known_at:
            assert rows(path, "select count(*) from mart.revision") == [(0,)]
