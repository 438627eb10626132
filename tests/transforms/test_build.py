"""The build: whole or not at all, the same again from the archive, and as it was known at a moment."""

from __future__ import annotations

import datetime
import json
import shutil
import threading
from pathlib import Path

import duckdb
import pytest

from checks.admission import admit, admit_landed
from checks.review import readmission
from checks.storage import ledger
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.sheets import Sheet
from tests.transforms.warehouse import build_tables, building_only, dump, first_of, observed, rows
from transforms import data_dictionary
from transforms.build import BuildError, build_warehouse

LISTED_TABLES = ("core.load", "core.reason", "core.check_result", "core.observation")


def _first_sheet() -> Sheet:
    return sheets.ae()


def _revised_sheet() -> Sheet:
    return sheets.ae(
        [{**row, "attendances_type1": int(str(row["attendances_type1"])) + 50} for row in sheets.ae_rows(4)]
    )


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of two vintages, a broken file and a file of no known kind."""
    folder = tmp_path_factory.mktemp("tables")
    home = Home(folder / "home")
    for number, sheet in enumerate((_first_sheet(), _revised_sheet(), sheets.ae(total=None, month="2025-07"))):
        admit(home, [sheet.write(folder, f"{number}.csv")])
    (folder / "page.csv").write_text("<!DOCTYPE html><html></html>")
    admit(home, [folder / "page.csv"])
    return build_tables(home, LISTED_TABLES)


def test_nothing_accepted_is_nothing_to_build(home: Home, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="nothing has been accepted yet"):
        build_warehouse(home)
    admit(home, [sheets.ae(total=None).write(tmp_path)])
    with pytest.raises(BuildError, match="nothing has been accepted yet"):
        build_warehouse(home)
    assert not home.warehouse.exists()


def test_the_newest_vintage_counts_and_both_are_listed(tables: Path) -> None:
    attendances = {
        organisation: answer[2]
        for (measure, organisation), answer in observed(tables, "ae", "2025-06").items()
        if measure == "ae_attendances"
    }
    assert attendances["RAA"] == sum(100 * place for place in range(1, 7)) + 50
    assert attendances.keys() == {"RAA", "RAB", "RAC", "RAD", "Y56", "Y58", "Y59", "Y60", "ENGLAND"}
    actual = rows(tables, "select file_name, kind, month, rows, status from core.load order by received_at")
    assert actual == [
        ("0.csv", "ae", first_of("2025-06"), 3, "superseded"),
        ("1.csv", "ae", first_of("2025-06"), 4, "accepted"),
        (None, "ae", first_of("2025-07"), 0, "quarantined"),
        (None, "unknown", None, 0, "quarantined"),
    ]


def test_reasons_are_listed_with_their_load(tables: Path) -> None:
    assert rows(tables, "select kind, file_name, status, severity, rule from core.reason order by kind") == [
        ("ae", None, "quarantined", "critical", "total_row"),
        ("unknown", None, "quarantined", "critical", "file_type"),
    ]
    sentences = [json.loads(text) for (text,) in rows(tables, "select reasons from core.load order by received_at")]
    assert sentences[:2] == [[], []]
    assert [len(sentence) for sentence in sentences[2:]] == [1, 1]


def test_every_rule_that_was_tried_is_listed(tables: Path) -> None:
    met = rows(
        tables,
        "select file_name, bool_and(is_met), count(*) > 10, max(examined) "
        "from core.check_result group by all order by 1",
    )
    assert met == [("0.csv", True, True, 3), ("1.csv", True, True, 4)]


def test_observations_have_one_row_each(tables: Path) -> None:
    assert (
        rows(tables, "select measure, organisation, month from core.observation group by all having count(*) > 1") == []
    )
    assert rows(tables, "select * from core.observation where value is null or organisation is null") == []


def test_a_build_twice_is_the_same(loaded_home: Home) -> None:
    first = dump(build_warehouse(loaded_home))
    assert dump(build_warehouse(loaded_home)) == first


def test_a_lake_file_with_one_changed_byte_is_fetched_again(loaded_home: Home) -> None:
    path = sorted(loaded_home.lake.rglob("*.parquet"))[0]
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    progress: list[str] = []
    build_tables(loaded_home, ["core.load"], progress=progress.append)
    assert [line for line in progress if line.startswith("restoring")]
    assert path.read_bytes() == whole


def test_the_lake_is_fetched_again_from_the_archive(loaded_home: Home) -> None:
    # what every other table is made from
    tables = ("core.load", "core.observation", "core.organisation", "core.merger")
    first = dump(build_tables(loaded_home, tables))
    shutil.rmtree(loaded_home.lake)
    shutil.rmtree(loaded_home.warehouse.parent)
    assert dump(build_tables(loaded_home, tables)) == first
    assert len(list(loaded_home.lake.rglob("*.parquet"))) == 4


def test_what_is_neither_in_the_lake_nor_in_the_archive_is_reported(loaded_home: Home) -> None:
    shutil.rmtree(loaded_home.lake)
    shutil.rmtree(loaded_home.archive / "ae")
    with pytest.raises(BuildError, match=r"load .*\(ae .*\) is neither in the lake nor, unchanged, in the archive"):
        build_warehouse(loaded_home)


def test_as_known_at_a_moment_is_the_build_of_that_moment(loaded_home: Home, tmp_path: Path) -> None:
    earlier = dump(build_warehouse(loaded_home))
    moment = datetime.datetime.fromisoformat(max(load.received_at for load in ledger.read_loads(loaded_home)))
    admit(
        loaded_home,
        [
            _revised_sheet().write(tmp_path, "revised.csv"),
            sheets.ods({"organisation": "RAA", "name": "NEWER NAME"}).write(tmp_path, "etr2.csv"),
        ],
    )
    later = dump(build_warehouse(loaded_home))
    assert dump(build_warehouse(loaded_home, as_known_at=moment)) == earlier
    assert later != earlier
    assert dump(build_warehouse(loaded_home)) == later
    # the same moment, told on another clock
    elsewhere = moment.astimezone(datetime.timezone(datetime.timedelta(hours=5)))
    assert dump(build_warehouse(loaded_home, as_known_at=elsewhere)) == earlier


def test_before_the_first_load_nothing_was_known(loaded_home: Home) -> None:
    with pytest.raises(BuildError):
        build_warehouse(loaded_home, as_known_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))


def test_a_reader_keeps_the_warehouse_that_it_opened(loaded_home: Home, tmp_path: Path) -> None:
    path = build_tables(loaded_home, ["core.load"])
    with duckdb.connect(str(path), read_only=True) as reader:
        count = "select count(*) from core.load"
        before = reader.execute(count).fetchall()
        admit(loaded_home, [_revised_sheet().write(tmp_path, "revised.csv")])
        build_tables(loaded_home, ["core.load"])
        assert reader.execute(count).fetchall() == before
    [(loads,)] = rows(path, "select count(*) from core.load")
    assert loads == before[0][0] + 1


def test_a_crash_leaves_the_old_warehouse(loaded_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = build_tables(loaded_home, ["core.load"])
    content = path.read_bytes()

    class Death(BaseException):
        pass

    def die(_: object) -> None:
        raise Death

    with monkeypatch.context() as patch:
        patch.setattr(data_dictionary, "create_data_dictionary", die)
        with pytest.raises(Death):
            build_tables(loaded_home, ["core.load"])
    assert path.read_bytes() == content
    build_tables(loaded_home, ["core.load"])
    assert sorted(item.name for item in path.parent.iterdir() if item.is_file()) == ["holdgain.duckdb"]


def test_two_builds_at_once_follow_each_other(loaded_home: Home) -> None:
    faults: list[BaseException] = []

    def run() -> None:
        try:
            build_warehouse(loaded_home)
        except BaseException as fault:
            faults.append(fault)

    both = [threading.Thread(target=run) for _ in range(2)]
    with building_only(["core.observation"]):
        for item in both:
            item.start()
        for item in both:
            item.join(120)
    assert faults == []
    assert rows(loaded_home.warehouse, "select count(*) > 0 from core.observation") == [(True,)]


@pytest.mark.parametrize("name", ["it's a home", "home [live]", "home {x}", "hôme, 50%"])
def test_a_home_may_stand_anywhere(tmp_path: Path, name: str) -> None:
    home = Home(tmp_path / name)
    admit(home, [_first_sheet().write(tmp_path)])
    assert observed(build_tables(home, ["core.observation"]), "ae", "2025-06")["ae_attendances", "RAA"][2] == 2100


def test_a_released_file_is_no_longer_in_quarantine(home: Home, tmp_path: Path) -> None:
    small = [sheets.ae(sheets.ae_rows(count, month), month) for count, month in ((24, "2025-04"), (8, "2025-05"))]
    actual = [admit(home, [sheet.write(tmp_path, f"{at}.csv")])[0] for at, sheet in enumerate(small)]
    assert [verdict.status for verdict in actual] == ["accepted", "quarantined"]
    admit_landed(home, readmission.release_load(home, str(actual[1].load_id), "most have closed", "data manager"))
    reported = rows(
        build_tables(home, ["core.load"]), "select status, count(*) from core.load group by all order by all"
    )
    assert reported == [("accepted", 2), ("superseded", 1)]
