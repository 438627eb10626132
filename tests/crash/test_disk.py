"""A full disk, a home that may not be written, a reader during a swap, a build during admissions."""

from __future__ import annotations

import multiprocessing
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from checks.gate import admit
from checks.home import Home
from dags import cli, steps
from tests.checks import sheets
from tests.checks.lake import entries


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


def _call(home: Home, *arguments: str) -> int:
    return cli.main([arguments[0], "--home", str(home.root), *arguments[1:]])


def _fill(home: Home) -> Path:
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
    filler = _fill(small_disk)
    assert _call(small_disk, "admit") == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1, told
    assert told[0].startswith("holdgain: ")
    kept = [*small_disk.inbox.glob("*.csv"), *small_disk.archive.rglob("*.csv")]
    assert [path.read_bytes() for path in kept] == [content]
    assert entries(small_disk) == []
    filler.unlink()
    assert _call(small_disk, "admit") == 0
    assert [entry["status"] for entry in entries(small_disk)] == ["accepted"]


def test_a_home_that_may_not_be_written_is_one_line(small_disk: Home, capsys: pytest.CaptureFixture[str]) -> None:
    path = sheets.ae().write(small_disk.inbox, "ae.csv")
    remount = ["mount", "-o", "remount,ro", str(small_disk.root)]
    subprocess.run(remount, check=True)
    for command, code in (("admit", 2), ("build", 1)):
        assert _call(small_disk, command) == code
        told = capsys.readouterr().err.splitlines()
        assert len([line for line in told if "Read-only file system" in line]) == 1, told
        assert "Traceback" not in "".join(told)
    assert path.exists()
    assert _call(small_disk, "status") == 0


def test_a_reader_keeps_what_it_opened_while_the_warehouse_is_swapped(home: Home) -> None:
    sheets.ae(month="2025-05").write(home.inbox)
    admit(home)
    steps.build(home, lambda _: None)
    months = "select count(distinct month) from core.observation"
    with duckdb.connect(str(home.warehouse), read_only=True) as reader:
        assert reader.execute(months).fetchall() == [(1,)]
        sheets.ae(month="2025-06").write(home.inbox)
        admit(home)
        steps.build(home, lambda _: None)
        assert reader.execute(months).fetchall() == [(1,)]
    with duckdb.connect(str(home.warehouse), read_only=True) as reader:
        assert reader.execute(months).fetchall() == [(2,)]


def _admit(root: Path) -> None:
    admit(Home(root))


def test_a_build_during_admissions_takes_whole_loads_alone(home: Home) -> None:
    sheets.ae().write(home.inbox)
    admit(home)
    for number in range(6):
        pair = (sheets.code_of(number), sheets.code_of(number + 100), "2024-04")
        sheets.successions(pair).write(home.inbox, f"{number}.csv")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["great_expectations", __name__])
    worker = context.Process(target=_admit, args=(home.root,))
    worker.start()
    seen = []
    while worker.is_alive():
        steps.build(home, lambda _: None)
        seen.append(_loads(home))
        worker.join(0.2)
    assert worker.exitcode == 0
    steps.build(home, lambda _: None)
    assert seen == sorted(seen)
    assert _loads(home) == 7


def _loads(home: Home) -> int:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        [(count,)] = con.execute("select count(*) from core.load where status = 'accepted'").fetchall()
    return int(count)
