"""Withdrawn loads: no figure is theirs, the version before counts again, and disclosure control remembers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from checks.admission import admit
from checks.review import withdrawal
from checks.storage import ledger
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.sheets import Row
from tests.transforms.warehouse import build_tables, rows

BUILT_TABLES = (
    "core.decision",
    "core.disclosure_figure",
    "core.load",
    "core.local_revision",
    "core.observation",
    "core.organisation",
    "core.vintage",
)

WHY = ("sent by mistake", "data manager")


@dataclass(frozen=True)
class Withdrawn:
    """A home in which the newest load of each kind was withdrawn, its loads by file name, and what was known before."""

    home: Home
    load_ids: dict[str, str]
    known_before: tuple[list[tuple[object, ...]], ...]


TOTAL = "select sum(numerator) from core.observation where measure = 'ae_attendances' and organisation like 'RA%'"
NAME = "select name from core.organisation where organisation = 'RZA'"
DECISIONS = "select count(*) from core.decision"


def _ae_rows(more: int) -> list[Row]:
    return [{**row, "attendances_type1": int(str(row["attendances_type1"])) + more} for row in sheets.ae_rows(3)]


def _figures(*figures: tuple[str, int]) -> sheets.Sheet:
    cells = ("measure", "organisation", "month_text", "numerator_text")
    return sheets.register(
        "measures", *(dict(zip(cells, ("falls", "RAA", month, top), strict=True)) for month, top in figures)
    )


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Withdrawn:
    folder = tmp_path_factory.mktemp("withdrawn")
    definition: Row = {"measure": "falls", "title": "Falls", "unit": "count", "direction": "decrease"}
    files = {
        "ae-1.csv": sheets.ae(_ae_rows(0)),
        "ae-2.csv": sheets.ae(_ae_rows(50)),
        "definitions.csv": sheets.register("measure_definitions", definition),
        "falls-1.csv": _figures(("2025-04", 11)),
        "falls-2.csv": _figures(("2025-04", 11), ("2025-05", 14), ("2025-06", 15)),
        "falls-3.csv": _figures(("2025-05", 16), ("2025-06", 19)),
        "names-1.csv": sheets.ods({"organisation": "RZA", "name": "FIRST TRUST"}),
        "names-2.csv": sheets.ods({"organisation": "RZA", "name": "WRONG TRUST"}),
    }
    home, load_ids = Home(folder / "home"), {}
    for name, sheet in files.items():
        [outcome] = admit(home, [sheet.write(folder, name)])
        assert outcome.status == "accepted"
        load_ids[name] = str(outcome.load_id)
    before = datetime.fromisoformat(ledger.read_loads(home)[-1].received_at)
    for name in ("ae-2.csv", "falls-1.csv", "falls-3.csv", "names-2.csv"):
        withdrawal.withdraw_load(home, load_ids[name], *WHY)
    earlier = build_tables(home, BUILT_TABLES, before)
    known_before = tuple(rows(earlier, sql) for sql in (TOTAL, NAME, DECISIONS))
    build_tables(home, BUILT_TABLES)
    return Withdrawn(home, load_ids, known_before)


def _ask(withdrawn: Withdrawn, sql: str) -> list[tuple[object, ...]]:
    return rows(withdrawn.home.warehouse, sql)


def test_loads_are_listed_as_withdrawn(withdrawn: Withdrawn) -> None:
    listed = dict(_ask(withdrawn, "select file_name, status from core.load where file_name is not null"))
    ids = {status for _, status in _ask(withdrawn, "select load_id, status from core.load")}
    assert ids == {"accepted", "withdrawn"}, "the version before counts, so that none is superseded"
    assert listed["ae-1.csv"] == "accepted"
    assert listed["ae-2.csv"] == "withdrawn"
    assert _ask(withdrawn, "select count(*) from core.vintage") == [(0,)], "no revision of the publisher"


def test_the_version_before_gives_the_figures(withdrawn: Withdrawn) -> None:
    [(total,)], [(earlier_total,)] = _ask(withdrawn, TOTAL), withdrawn.known_before[0]
    assert float(str(earlier_total)) == float(str(total)) + 3 * 50


def test_what_was_known_before_is_built_with_the_load(withdrawn: Withdrawn) -> None:
    assert withdrawn.known_before[1:] == ([("WRONG TRUST",)], [(0,)])
    assert _ask(withdrawn, DECISIONS) == [(4,)]


def test_registers_are_as_if_it_had_not_been_sent(withdrawn: Withdrawn) -> None:
    assert _ask(withdrawn, NAME) == [("FIRST TRUST",)]
    asked = "select strftime(month, '%Y-%m'), numerator from core.observation where measure = 'falls'"
    assert _ask(withdrawn, f"{asked} and organisation = 'RAA' order by month") == [
        ("2025-04", 11),
        ("2025-05", 14),
        ("2025-06", 15),
    ]
    assert _ask(withdrawn, "select count(*) from core.local_revision") == [(0,)]


def test_disclosure_control_knows_every_value_that_was_shown(withdrawn: Withdrawn) -> None:
    asked = "select strftime(month, '%Y-%m'), numerator, load_id from core.disclosure_figure order by month, load_id"
    names = {load_id: name for name, load_id in withdrawn.load_ids.items()}
    values = [(month, top, names.get(str(load_id), "a withdrawal")) for month, top, load_id in _ask(withdrawn, asked)]
    assert values == [
        # the row of the first load that counts stays, although the value is that of a withdrawn one
        ("2025-04", 11.0, "falls-1.csv"),
        ("2025-04", 11.0, "falls-2.csv"),
        ("2025-05", 14.0, "falls-2.csv"),
        ("2025-05", 16.0, "falls-3.csv"),
        ("2025-05", 14.0, "a withdrawal"),
        ("2025-06", 15.0, "falls-2.csv"),
        ("2025-06", 19.0, "falls-3.csv"),
        ("2025-06", 15.0, "a withdrawal"),
    ]


def test_lost_rows_of_a_withdrawn_load_stop_no_build(withdrawn: Withdrawn) -> None:
    load_id = withdrawn.load_ids["falls-3.csv"]
    for folder in (withdrawn.home.lake, withdrawn.home.archive):
        [path] = folder.rglob(f"{load_id}*")
        path.unlink()
    messages: list[str] = []
    build_tables(withdrawn.home, BUILT_TABLES, progress=messages.append)
    [warning] = [message for message in messages if message.startswith("warning")]
    assert load_id in warning
    assert "it is withdrawn" in warning
