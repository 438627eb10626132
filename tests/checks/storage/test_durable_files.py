"""What a record vouches for is on disk before the record: content, name, folders, then the entry."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from checks.admission import admit
from checks.review.readmission import release_load
from checks.storage import durable_files
from checks.storage.durable_files import (
    copy_file_durably,
    fsync_folder,
    fsync_tree,
    make_folder_durably,
    write_file_durably,
)
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.storage.power import Disk, recorded

QUARANTINED = sheets.successions(("RAA", "RAA", "2024-04")).text()


def test_a_file_is_synced_before_and_its_folder_after_the_rename(tmp_path: Path) -> None:
    with recorded(tmp_path) as disk:
        write_file_durably(tmp_path / "new" / "deep" / "file", b"content")
    assert disk.is_on_disk(tmp_path / "new" / "deep" / "file")


def test_folders_that_somebody_else_made_are_synced_up_to_the_top(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    with recorded(tmp_path) as disk:
        make_folder_durably(tmp_path / "a" / "b" / "c", tmp_path)
    synced = [event[1] for event in disk.events if event[0] == "fsync"]
    assert synced == [str(tmp_path), str(tmp_path / "a"), str(tmp_path / "a" / "b")]


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write_file_durably(tmp_path / "file", b"old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left") as caught:
        write_file_durably(tmp_path / "file", b"new")
    assert caught.value.filename
    (tmp_path / "source").write_bytes(b"x")
    with pytest.raises(OSError, match="No space left"):
        copy_file_durably(tmp_path / "source", tmp_path / "copy", tmp_path / "scratch")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "source"]
    assert (tmp_path / "file").read_bytes() == b"old"


@pytest.mark.parametrize("number", durable_files.UNSUPPORTED)
def test_a_drive_that_cannot_sync_folders_is_no_fault(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    fsync_folder(tmp_path)


def test_a_tree_is_synced_with_and_without_syncfs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file_durably(tmp_path / "a" / "page.html", b"x")
    fsync_tree(tmp_path)
    monkeypatch.setattr(durable_files.ctypes, "CDLL", lambda *_, **__: object())
    with recorded(tmp_path) as disk:
        fsync_tree(tmp_path)
    assert {event[1] for event in disk.events} == {str(tmp_path), str(tmp_path / "a"), str(tmp_path / "a/page.html")}


def _ledger_entries(disk: Disk, home: Home) -> list[tuple[int, Path]]:
    """The entries that were renamed into place; exported suites lie in a folder below."""
    return [(at, path) for at, path in disk.renames(home.ledger) if path.parent == home.ledger]


@pytest.mark.parametrize("is_dropped", [True, False])
def test_archive_and_lake_are_on_disk_before_the_entry(is_dropped: bool, home: Home, tmp_path: Path) -> None:
    path = sheets.ae().write(home.inbox if is_dropped else tmp_path, "ae.csv")
    with recorded(home.root) as disk:
        [verdict] = admit(home, None if is_dropped else [path])
    [(at, entry)] = _ledger_entries(disk, home)
    assert entry.stem == verdict.load_id
    [archived], [rows] = home.archive.rglob("*.csv"), home.lake.rglob("*.parquet")
    assert [disk.is_on_disk(item, at) for item in (archived, rows)] == [True, True]
    assert disk.is_on_disk(entry)


@pytest.mark.parametrize("text", [QUARANTINED, "<!DOCTYPE html><html></html>"])
def test_quarantine_and_reasons_are_on_disk_before_the_entry_and_the_original_goes_last(text: str, home: Home) -> None:
    (home.inbox / "extract.csv").write_text(text, newline="")
    with recorded(home.root) as disk:
        admit(home)
    [(at, entry)] = _ledger_entries(disk, home)
    placed = [path for _, path in disk.renames(home.quarantine)]
    assert [path.name.endswith(".reasons.json") for path in placed] == [True, False]
    assert all(disk.is_on_disk(path, at) for path in placed)
    assert disk.is_on_disk(entry)
    removed = [number for number, event in enumerate(disk.events) if event[0] == "unlink" and "archive" in event[1]]
    assert all(number > at for number in removed)


def test_a_release_moves_the_file_before_its_reasons_go(home: Home, tmp_path: Path) -> None:
    for rows, month in ((24, "2025-04"), (8, "2025-05")):
        [verdict] = admit(home, [sheets.ae(sheets.ae_rows(rows, month), month).write(tmp_path, f"{month}.csv")])
    with recorded(home.root) as disk:
        landed = release_load(home, str(verdict.load_id), "most have closed", "data manager")
    at = next(number for number, event in enumerate(disk.events) if event[0] == "unlink" and "reasons" in event[1])
    assert disk.is_on_disk(landed.path, at)
    [(decided, decision)] = disk.renames(home.ledger)
    assert decided < at
    assert disk.is_on_disk(decision, at)


def test_a_home_is_on_disk_with_all_its_folders(tmp_path: Path) -> None:
    with recorded(tmp_path) as disk:
        home = Home(tmp_path / "deep" / "home").prepare()
    for folder in (home.root, home.ledger, home.archive, home.lake):
        shown = [event[1] for event in disk.events[disk.events.index(("mkdir", str(folder))) :]]
        assert str(folder.parent) in shown


def test_the_copy_of_another_disk_is_synced_before_the_original_goes(home: Home) -> None:
    shared_memory = Path("/dev/shm")
    if not shared_memory.is_dir() or shared_memory.stat().st_dev == home.root.stat().st_dev:
        pytest.skip("there is no second file system at /dev/shm")
    inbox = shared_memory / f"holdgain-{os.getpid()}"
    home.inbox.rmdir()
    inbox.mkdir()
    home.inbox.symlink_to(inbox)
    try:
        sheets.ae().write(home.inbox, "ae.csv")
        with recorded(home.root) as disk:
            admit(home)
        gone = disk.events.index(("unlink", str(home.inbox / "ae.csv")))
        [archived] = home.archive.rglob("*.csv")
        assert disk.is_on_disk(archived, gone)
    finally:
        shutil.rmtree(inbox)
