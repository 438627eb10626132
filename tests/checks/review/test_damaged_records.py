"""One damaged record stops nothing: it is set aside and named, and its load is judged again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.admission import admit, ignore_progress, list_pending_files
from checks.review.damaged_records import list_damaged_records, set_damaged_aside
from checks.storage import decision_records, ledger
from checks.storage.home import Home
from tests.checks import sheets

Damage = Callable[[Path], Any]


def _change_field(**fields: object) -> Damage:
    def change(path: Path) -> None:
        path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))

    return change


def _remove_field(field: str) -> Damage:
    def remove(path: Path) -> None:
        path.write_text(
            json.dumps({name: value for name, value in json.loads(path.read_text()).items() if name != field})
        )

    return remove


def _as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_text("kept")


def _as_dangling_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


DAMAGES: dict[str, Damage] = {
    "empty": lambda path: path.write_bytes(b""),
    "torn": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "zeros": lambda path: path.write_bytes(b"\0" * path.stat().st_size),
    "no JSON": lambda path: path.write_text("hello"),
    "no UTF-8": lambda path: path.write_bytes(path.read_bytes().replace(b"ae.csv", b"a\xff\xfe.csv")),
    "a list": lambda path: path.write_text("[]"),
    "null": lambda path: path.write_text("null"),
    "a folder": _as_folder,
    "a dangling link": _as_dangling_link,
    "unknown status": _change_field(status="perhaps"),
    "unknown kind": _change_field(kind="weather"),
    "another load": _change_field(load_id="20260101T000000.000000Z-000000000000"),
    "month of another shape": _change_field(month="June"),
    "no month": _change_field(month=None),
    "moment that is none": _change_field(received_at="yesterday"),
    "rows in words": _change_field(rows="many"),
    "reasons of another shape": _change_field(reasons=[{"why": "because"}]),
    "checks of another shape": _change_field(checks=[1]),
    "missing field": _remove_field("sha256"),
}


@pytest.fixture(scope="module")
def admitted(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with two months, of which the first will be damaged."""
    folder = tmp_path_factory.mktemp("admitted")
    home = Home(folder / "home")
    admit(home, [sheets.ae(month="2025-05").write(folder, "ae.csv")])
    admit(home, [sheets.ae(month="2025-06").write(folder, "june.csv")])
    return home


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_entry_is_named_set_aside_and_its_load_pending(name: str, admitted: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(admitted.root, home.root)
    first, second = ledger.read_loads(home)
    entry = home.ledger / f"{first.load_id}.json"
    DAMAGES[name](entry)
    assert ledger.read_loads(home) == [second]
    [problem] = list_damaged_records(home)
    assert problem.path == f"ledger/{first.load_id}.json"
    set_damaged_aside(home, ignore_progress)
    assert not entry.exists()
    aside = home.damaged / "ledger" / entry.name
    assert aside.is_symlink() or aside.exists()
    assert [landed.load_id for landed in list_pending_files(home)] == [first.load_id]
    [problem] = list_damaged_records(home)
    assert "judged again by `holdgain admit`" in problem.advice


def test_a_damaged_entry_is_judged_again_with_the_next_file(admitted: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(admitted.root, home.root)
    before = ledger.read_loads(home)
    (home.ledger / f"{before[0].load_id}.json").write_bytes(b"")
    verdicts = admit(home, [sheets.ae(month="2025-07").write(tmp_path, "july.csv")])
    assert sorted(verdict.month or "" for verdict in verdicts) == ["2025-05", "2025-07"]
    assert ledger.read_loads(home)[:2] == before
    assert list(list_damaged_records(home)) == []
    assert (home.damaged / "ledger" / f"{before[0].load_id}.json").exists(), "nothing set aside is deleted"


def test_an_entry_of_an_older_release_is_not_damaged(admitted: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(admitted.root, home.root)
    first = ledger.read_loads(home)[0]
    path = home.ledger / f"{first.load_id}.json"
    remaining = json.loads(path.read_text())
    for name in ("lake_size", "lake_sha256", "called", "compared_with", "release", "encoding", "sheet"):
        del remaining[name]
    path.write_text(json.dumps({**remaining, "of_a_later_release": 1}))
    assert ledger.read_loads(home)[0].load_id == first.load_id
    assert list(list_damaged_records(home)) == []


def test_an_entry_damaged_twice_is_kept_twice(admitted: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(admitted.root, home.root)
    entry = home.ledger / f"{ledger.read_loads(home)[0].load_id}.json"
    for content in (b"one", b"two"):
        entry.write_bytes(content)
        set_damaged_aside(home, ignore_progress)
    remaining = sorted((home.damaged / "ledger").iterdir())
    assert [path.read_bytes() for path in remaining] == [b"one", b"two"]


def test_a_damaged_entry_of_a_quarantined_file_is_written_again_from_its_reasons(home: Home, tmp_path: Path) -> None:
    (home.inbox / "page.csv").write_text("<!DOCTYPE html><html></html>")
    admit(home)
    [before] = ledger.read_loads(home)
    (home.ledger / f"{before.load_id}.json").write_bytes(b"")
    admit(home, [])
    assert ledger.read_loads(home) == [before]


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"reasons": 1}'])
def test_damaged_reasons_stop_nothing(content: bytes, home: Home) -> None:
    (home.inbox / "page.csv").write_text("<!DOCTYPE html><html></html>")
    admit(home)
    [load] = ledger.read_loads(home)
    [reasons] = home.quarantine.glob("*.reasons.json")
    reasons.write_bytes(content)
    (home.ledger / f"{load.load_id}.json").unlink()
    [problem] = list_damaged_records(home)
    assert problem.area == "quarantine"
    admit(home, [])
    [again] = ledger.read_loads(home)
    assert (again.load_id, again.status, again.reasons[0]["rule"]) == (load.load_id, "quarantined", "reasons_lost")


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b"\xff\xfe", b'{"decision": "burn"}'])
def test_a_damaged_decision_stops_nothing(content: bytes, admitted: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(admitted.root, home.root)
    folder = home.ledger / "decisions"
    folder.mkdir()
    (folder / "20260101T000000.000000Z-000000000000-release.json").write_bytes(content)
    assert decision_records.read_decisions(home) == []
    assert decision_records.find_readmitting_decision(home, "20260101T000000.000000Z-000000000000") is None
    [problem] = list_damaged_records(home)
    assert problem.area == "decisions"
    admit(home, [])
    assert list(folder.iterdir()) == []
    [problem] = list_damaged_records(home)
    assert problem.path.startswith("damaged/ledger/decisions/")
