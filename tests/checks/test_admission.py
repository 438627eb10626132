"""The gate: same bytes twice, revisions, what is no extract, and what the ledger and the lake hold of a load."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from checks.admission import ArchivedFile, admit, admit_landed, land_files, list_pending_files
from checks.extracts import EXTRACTS
from checks.lake_restoration import restore_lake_file
from checks.storage import ledger
from checks.storage.home import Home
from checks.storage.month_vintages import current_loads
from tests.checks import sheets, state
from tests.checks.lake import entries, rows

HTML = "<!DOCTYPE html><html><body>The page you asked for has moved</body></html>"


def _drop_file(home: Home, name: str = "extract.csv", text: str | None = None) -> Path:
    path = home.inbox / name
    path.write_text(text if text is not None else sheets.successions().text(), newline="")
    return path


def test_a_file_of_the_inbox_is_moved_and_another_is_copied(home: Home, tmp_path: Path) -> None:
    ours = _drop_file(home)
    theirs = sheets.successions(("RAX", "RAY", "2024-04")).write(tmp_path, "other.csv")
    assert [verdict.status for verdict in admit(home)] == ["accepted"]
    assert [verdict.status for verdict in admit(home, [theirs])] == ["accepted"]
    assert (ours.exists(), theirs.exists()) == (False, True)


def test_the_same_bytes_again_change_nothing(home: Home, tmp_path: Path) -> None:
    prepared = [sheets.ae(), sheets.successions(), sheets.ods()]
    paths = [sheet.write(tmp_path, f"{number}.csv") for number, sheet in enumerate(prepared)]
    assert [verdict.status for verdict in admit(home, paths)] == ["accepted"] * 3
    before = state.exact(home)
    assert [verdict.status for verdict in admit(home, paths)] == ["duplicate"] * 3
    _drop_file(home, "another name.csv", prepared[0].text())
    assert [(verdict.status, verdict.kind, verdict.month) for verdict in admit(home)] == [
        ("duplicate", "ae", "2025-06")
    ]
    assert state.exact(home) == before


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HTML, id="turned away"),
        pytest.param(sheets.successions(("RAA", "RAA", "2024-04")).text(), id="judged"),
    ],
)
@pytest.mark.parametrize("is_in_the_inbox", [True, False])
def test_the_same_broken_bytes_again_change_nothing(
    home: Home, tmp_path: Path, text: str, *, is_in_the_inbox: bool
) -> None:
    before = None
    for _ in range(3):
        path = _drop_file(home if is_in_the_inbox else Home(tmp_path / "other").prepare(), text=text)
        [verdict] = admit(home, None if is_in_the_inbox else [path])
        assert verdict.status == "quarantined"
        assert before in (None, state.exact(home))
        before = state.exact(home)


def test_the_same_bytes_twice_in_one_go_are_one_load(home: Home) -> None:
    _drop_file(home, "one.csv")
    _drop_file(home, "two.csv")
    assert sorted(verdict.status for verdict in admit(home)) == ["accepted", "duplicate"]
    assert len(entries(home)) == 1


def test_a_revision_supersedes_and_the_older_vintage_stays(home: Home, tmp_path: Path) -> None:
    first = sheets.ae().write(tmp_path, "first.csv")
    revised_rows = [*sheets.ae_rows(3), *sheets.ae_rows(1, start=3)]
    revised = sheets.ae(revised_rows).write(tmp_path, "revised.csv")
    [old], [new] = admit(home, [first]), admit(home, [revised])
    loads = ledger.read_loads(home)
    assert [load.status for load in loads] == ["accepted", "accepted"]
    assert [load.load_id for load in current_loads(loads, frozenset())] == [new.load_id]
    assert (len(rows(home, old)), len(rows(home, new))) == (3, 4)
    assert len(list(home.archive.glob("ae/2025-06/*"))) == 2
    moment = next(load for load in loads if load.load_id == old.load_id).received_at
    assert [load.received_at for load in loads if load.received_at <= moment] == [moment]


def test_a_file_of_no_known_kind_is_judged_anew_once_there_is_a_contract(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.delitem(EXTRACTS, "successions")
        _drop_file(home)
        [unknown] = admit(home)
        _drop_file(home, "again.csv")
        [repeated] = admit(home)
    assert [(item.status, item.reasons[0].rule) for item in (unknown, repeated)] == [("quarantined", "known_kind")] * 2
    assert unknown.load_id == repeated.load_id
    _drop_file(home, "once more.csv")
    [known] = admit(home)
    assert (known.status, known.kind) == ("accepted", "successions")
    assert known.load_id > unknown.load_id
    _drop_file(home, "and again.csv")
    assert [verdict.status for verdict in admit(home)] == ["duplicate"]
    assert [load.status for load in ledger.read_loads(home)] == ["quarantined", "accepted"]


def test_an_older_file_sent_again_after_its_revision_stays_superseded(home: Home, tmp_path: Path) -> None:
    first, revised = (
        sheets.ae().write(tmp_path, "first.csv"),
        sheets.ae(sheets.ae_rows(4)).write(tmp_path, "revised.csv"),
    )
    admit(home, [first])
    [new] = admit(home, [revised])
    assert admit(home, [first])[0].status == "duplicate"
    assert [load.load_id for load in current_loads(ledger.read_loads(home), frozenset())] == [new.load_id]


def test_of_two_vintages_in_one_go_the_later_one_counts(home: Home) -> None:
    _drop_file(home, "b first.csv", sheets.ae().text())
    os.utime(home.inbox / "b first.csv", (1, 1))
    _drop_file(home, "a revised.csv", sheets.ae(sheets.ae_rows(4)).text())
    admit(home)
    [load] = current_loads(ledger.read_loads(home), frozenset())
    assert load.file_name == "a revised.csv"


def test_a_quarantined_revision_supersedes_nothing(home: Home, tmp_path: Path) -> None:
    [good] = admit(home, [sheets.ae().write(tmp_path, "good.csv")])
    admit(home, [sheets.ae(sheets.ae_rows(4), total=None).write(tmp_path, "bad.csv")])
    assert [load.load_id for load in current_loads(ledger.read_loads(home), frozenset())] == [good.load_id]


def test_landing_alone_judges_nothing(home: Home) -> None:
    _drop_file(home)
    _drop_file(home, "page.csv", HTML)
    outcomes = land_files(home)
    [landed] = [outcome for outcome in outcomes if isinstance(outcome, ArchivedFile)]
    assert (landed.kind, landed.file_name) == ("successions", "extract.csv")
    assert landed.partition == f"successions|{landed.month}"
    assert list_pending_files(home) == [landed]
    assert [entry["status"] for entry in entries(home)] == ["quarantined"]


def test_what_was_left_pending_is_judged_by_the_next_run(home: Home) -> None:
    _drop_file(home)
    land_files(home)
    assert [verdict.status for verdict in admit(home)] == ["accepted"]
    assert list_pending_files(home) == []


def test_judging_an_accepted_file_again_gives_the_same(home: Home) -> None:
    _drop_file(home)
    [landed] = [outcome for outcome in land_files(home) if isinstance(outcome, ArchivedFile)]
    first, before = admit_landed(home, landed), state.timeless(home)
    assert admit_landed(home, landed) == first
    assert state.timeless(home) == before


def test_judging_a_quarantined_file_again_gives_the_same(home: Home) -> None:
    _drop_file(home, text=sheets.successions(("RAA", "RAA", "2024-04")).text())
    [landed] = [outcome for outcome in land_files(home) if isinstance(outcome, ArchivedFile)]
    first, before = admit_landed(home, landed), state.timeless(home)
    assert admit_landed(home, landed) == first
    assert state.timeless(home) == before


def test_the_lake_is_restored_from_the_archive(home: Home, tmp_path: Path) -> None:
    [verdict] = admit(home, [sheets.ae().write(tmp_path)])
    before = rows(home, verdict)
    [path] = home.lake.rglob("*.parquet")
    path.unlink()
    [load] = ledger.read_loads(home)
    assert restore_lake_file(home, load)
    assert rows(home, verdict) == before
    [archived] = home.archive.rglob("*.csv")
    archived.unlink()
    assert not restore_lake_file(home, load)


def test_rows_that_break_the_contract_of_today_are_not_restored(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [outcome] = admit(home, [sheets.ae().write(tmp_path)])
    load = ledger.read_load(home, str(outcome.load_id))
    [rows] = home.lake.rglob("*.parquet")
    rows.unlink()
    with monkeypatch.context() as patch:
        patch.setattr("checks.judgement.has_critical_failure", lambda _: True)
        assert not restore_lake_file(home, load)
    assert not rows.exists()
    assert restore_lake_file(home, load)


def test_the_ledger_tells_everything_of_a_load(home: Home, tmp_path: Path) -> None:
    path = sheets.ae().write(tmp_path, "June.csv")
    [verdict] = admit(home, [path])
    [entry] = entries(home)
    content = path.read_bytes()
    assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    assert (entry["kind"], entry["month"], entry["file_name"], entry["size"]) == (
        "ae",
        "2025-06",
        "June.csv",
        len(content),
    )
    assert (entry["rows"], entry["status"], entry["is_sample"], entry["load_id"]) == (
        3,
        "accepted",
        False,
        verdict.load_id,
    )
    assert entry["received_at"].endswith("+00:00")
    assert all(
        check["is_met"] and check["examined"] == 3 for check in entry["checks"] if "reconciled" not in check["rule"]
    )


def test_sample_organisations_are_known_by_their_codes(home: Home, tmp_path: Path) -> None:
    codes = [{**row, "organisation_code": f"ZZ{row['organisation_code']}"} for row in sheets.ae_rows(3)]
    admit(home, [sheets.ae(codes).write(tmp_path)])
    assert entries(home)[0]["is_sample"] is True
