"""A full disk, a home that may not be written, a reader during a swap, a build during admissions."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from checks.admission import admit
from checks.storage import ledger
from checks.storage.home import Home
from dags.cli import main
from dags.cli.exit_codes import ExitCode
from dags.common import freshness, steps
from tests.checks import sheets
from tests.checks.lake import entries
from transforms.warehouse_file import WarehouseFileError, check_whole, put_in_place


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Home]:
    """A home on a file system of its own, of two megabytes."""
    root = tmp_path / "disk"
    root.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(root)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only an administrator may make a small file system")
    yield Home(root).prepare()
    subprocess.run(["umount", "-l", str(root)], check=True)


def _run_command(home: Home, *arguments: str) -> int:
    return main.main([arguments[0], "--home", str(home.root), *arguments[1:]])


def _fill_disk(home: Home) -> Path:
    filler = home.root / "filler"
    with filler.open("wb", buffering=0) as handle:
        size = 1 << 16
        while size:
            try:
                handle.write(b"x" * size)
            except OSError:
                size //= 2
    return filler


def test_a_full_disk_is_one_line_and_loses_nothing(small_disk: Home, capsys: pytest.CaptureFixture[str]) -> None:
    sheets.ae().write(small_disk.inbox, "ae.csv")
    content = (small_disk.inbox / "ae.csv").read_bytes()
    filler = _fill_disk(small_disk)
    assert _run_command(small_disk, "admit") == 2
    output = capsys.readouterr().err.splitlines()
    assert len(output) == 1, output
    assert output[0].startswith("holdgain: ")
    remaining = [*small_disk.inbox.glob("*.csv"), *small_disk.archive.rglob("*.csv")]
    assert [path.read_bytes() for path in remaining] == [content]
    assert entries(small_disk) == []
    filler.unlink()
    assert _run_command(small_disk, "admit") == 0
    assert [entry["status"] for entry in entries(small_disk)] == ["accepted"]


@pytest.fixture
def disk_for_builds(tmp_path: Path) -> Iterator[Home]:
    """A home on a file system of its own, of sixty megabytes, with a built and published warehouse of one month."""
    root = tmp_path / "disk"
    root.mkdir()
    size = ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(root)]
    if subprocess.run(size, capture_output=True, check=False).returncode:
        pytest.skip("only an administrator may make a small file system")
    home = Home(root).prepare()
    sheets.ae(month="2025-05").write(home.inbox)
    assert _run_command(home, "run") == 0
    yield home
    subprocess.run(["umount", "-l", str(root)], check=True)


def _leave_free(home: Home, size: int) -> Path:
    """Fill the disk up to so many bytes."""
    filler = home.root / "filler"
    room = os.statvfs(home.root)
    filler.write_bytes(b"x" * max(room.f_bavail * room.f_frsize - size, 0))
    return filler


def _unfinished_files(home: Home) -> list[str]:
    places = [*home.warehouse.parent.glob(".*"), *home.site.glob(".rendering-*"), *home.ledger.glob(".*")]
    return [path.name for path in places if path.name != ".reflects"]


FULL = [("build", 0), ("build", 1), ("build", 4), ("build", 8), ("build", 12), ("publish", 0), ("publish", 1)]


def test_a_disk_that_is_full_in_a_build_or_an_edition_leaves_the_old_one(
    disk_for_builds: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    home = disk_for_builds
    page = home.site / "latest" / "index.html"
    sheets.ae(month="2025-06").write(home.inbox)
    assert _run_command(home, "admit") == 0
    failures = 0
    for command, megabytes in FULL:
        warehouse, before = home.warehouse.read_bytes(), page.read_bytes()
        filler = _leave_free(home, megabytes << 20)
        capsys.readouterr()
        code = _run_command(home, command)
        problems = [line for line in capsys.readouterr().err.splitlines() if line.startswith("holdgain: ")]
        if code == 0:
            # so much was enough: then what was made is whole
            check_whole(home.warehouse)
        else:
            failures += 1
            assert (code, len(problems), home.warehouse.read_bytes(), page.read_bytes()) == (1, 1, warehouse, before)
            assert not (freshness.is_built(home) and freshness.is_published(home))
        assert _unfinished_files(home) == []
        filler.unlink()
    assert failures >= 3
    assert _run_command(home, "build") == _run_command(home, "publish") == 0
    assert freshness.is_built(home)
    assert freshness.is_published(home)


def test_a_disk_that_is_full_when_the_entry_is_written_loses_nothing(
    small_disk: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets.ae().write(small_disk.inbox, "ae.csv")
    record = ledger.record_load

    def record_on_full_disk(home: Home, load: ledger.Load) -> None:
        _fill_disk(home)
        record(home, load)

    monkeypatch.setattr(ledger, "record_load", record_on_full_disk)
    assert _run_command(small_disk, "admit") == 2
    assert "No space left on device" in capsys.readouterr().err
    assert entries(small_disk) == []
    assert _unfinished_files(small_disk) == []
    monkeypatch.undo()
    (small_disk.root / "filler").unlink()
    assert _run_command(small_disk, "admit") == 0
    assert [entry["status"] for entry in entries(small_disk)] == ["accepted"]


@pytest.mark.parametrize("command", ["withdraw", "keep"])
def test_a_decision_on_a_full_disk_fails_unlike_one_that_is_refused(
    command: str, small_disk: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    if command == "withdraw":
        sheets.ae().write(small_disk.inbox, "ae.csv")
    else:
        (small_disk.inbox / "unknown.csv").write_text("ward,beds\nA1,24\n")
    _run_command(small_disk, "admit")
    why = ("--reason", "a trial", "--role", "data manager")
    before = sorted(small_disk.ledger.rglob("*.json"))
    _fill_disk(small_disk)
    capsys.readouterr()
    assert _run_command(small_disk, command, str(entries(small_disk)[0]["load_id"]), *why) == ExitCode.FAILED
    assert "No space left on device" in capsys.readouterr().err
    assert sorted(small_disk.ledger.rglob("*.json")) == before
    (small_disk.root / "filler").unlink()
    # a decision that a rule refuses is wrong use
    assert _run_command(small_disk, command, "20000101T000000.000000Z-000000000000", *why) == ExitCode.WRONG_USE


def test_a_warehouse_whose_content_is_still_in_the_log_is_not_taken(home: Home) -> None:
    """What a full disk made of a build: the database file has no tables, all is in the log beside it."""
    sheets.ae().write(home.inbox)
    admit(home)
    path = steps.build_warehouse(home, lambda _: None)
    whole = path.read_bytes()
    scratch = path.with_name("new.duckdb")
    with duckdb.connect(str(scratch)) as con:
        con.execute("create schema mart; create table mart.gain as select 1 as organisation")
        scratch.with_name("copied.duckdb").write_bytes(scratch.read_bytes())
        log = scratch.with_name("new.duckdb.wal").read_bytes()
    for content in (log, b""):
        scratch.with_name("copied.duckdb.wal").write_bytes(content)
        with pytest.raises(WarehouseFileError):
            put_in_place(scratch.with_name("copied.duckdb"), path)
        assert path.read_bytes() == whole


def test_a_home_that_may_not_be_written_is_one_line(small_disk: Home, capsys: pytest.CaptureFixture[str]) -> None:
    path = sheets.ae().write(small_disk.inbox, "ae.csv")
    remount = ["mount", "-o", "remount,ro", str(small_disk.root)]
    subprocess.run(remount, check=True)
    for command, code in (("admit", 2), ("build", 1)):
        assert _run_command(small_disk, command) == code
        output = capsys.readouterr().err.splitlines()
        assert len([line for line in output if "Read-only file system" in line]) == 1, output
        assert "Traceback" not in "".join(output)
    assert path.exists()
    assert _run_command(small_disk, "status") == 0


def test_a_reader_keeps_what_it_opened_while_the_warehouse_is_swapped(home: Home) -> None:
    sheets.ae(month="2025-05").write(home.inbox)
    admit(home)
    steps.build_warehouse(home, lambda _: None)
    months = "select count(distinct month) from core.observation"
    with duckdb.connect(str(home.warehouse), read_only=True) as reader:
        assert reader.execute(months).fetchall() == [(1,)]
        sheets.ae(month="2025-06").write(home.inbox)
        admit(home)
        steps.build_warehouse(home, lambda _: None)
        assert reader.execute(months).fetchall() == [(1,)]
    with duckdb.connect(str(home.warehouse), read_only=True) as reader:
        assert reader.execute(months).fetchall() == [(2,)]


def _admit_inbox(root: Path) -> None:
    admit(Home(root))


def test_a_build_during_admissions_takes_whole_loads_alone(home: Home) -> None:
    sheets.ae().write(home.inbox)
    admit(home)
    for number in range(6):
        pair = (sheets.code_of(number), sheets.code_of(number + 100), "2024-04")
        sheets.successions(pair).write(home.inbox, f"{number}.csv")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["great_expectations", __name__])
    worker = context.Process(target=_admit_inbox, args=(home.root,))
    worker.start()
    seen = []
    while worker.is_alive():
        steps.build_warehouse(home, lambda _: None)
        seen.append(_count_loads(home))
        worker.join(0.2)
    assert worker.exitcode == 0
    steps.build_warehouse(home, lambda _: None)
    assert seen == sorted(seen)
    assert _count_loads(home) == 7


def _count_loads(home: Home) -> int:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        [(count,)] = con.execute("select count(*) from core.load where status = 'accepted'").fetchall()
    return int(count)
