"""Scratch is removed when its owner is gone, and never before: whatever process numbers, machines and boots say."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.storage import scratch
from checks.storage.archive import move_or_copy_file
from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home

HOLD = """
import sys, time
from pathlib import Path
from checks.storage.home import Home
from checks.storage.scratch import scratch_file
home = Home(Path(sys.argv[1]))
with home.scratch() as folder, scratch_file(home.ledger / ".entry.json.", ".tmp") as half:
    (folder / "copy.txt").write_text("x")
    print(folder, half, flush=True)
    sys.stdin.read()
    print(folder.joinpath("copy.txt").exists() and half.exists(), flush=True)
"""
SWEEP = (
    "import sys; from pathlib import Path; from checks.storage.home import Home; "
    "Home(Path(sys.argv[1])).remove_leftovers()"
)
UNSHARE = ("unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc")
OLD = scratch.UNKNOWN_OWNER_SECONDS + 60


def _in_a_namespace_of_its_own(*command: str) -> list[str]:
    if not shutil.which("unshare") or subprocess.run([*UNSHARE, "true"], capture_output=True).returncode:
        pytest.skip("this machine does not let us make a namespace of process numbers")
    return [*UNSHARE, *command]


@contextlib.contextmanager
def _hold_scratch(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], list[Path]]]:
    """Another process that holds a scratch folder and a half-written file until its input ends."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield process, [Path(name) for name in process.stdout.readline().split()]
    finally:
        process.kill()
        process.communicate()


def _list_scratch(home: Home) -> list[str]:
    paths = [*home.work.iterdir(), *home.ledger.rglob(".*"), *home.quarantine.rglob(".*"), *home.root.glob(".*")]
    return sorted(path.name for path in paths if path.suffix != ".lock")


def _make_older(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    for item in (path, *path.rglob("*")):
        os.utime(item, (then, then))


@pytest.mark.parametrize("who_is_apart", ["holder", "sweeper"])
def test_scratch_of_another_container_is_left_alone(home: Home, who_is_apart: str) -> None:
    hold = [sys.executable, "-c", HOLD, str(home.root)]
    sweep = [sys.executable, "-c", SWEEP, str(home.root)]
    if who_is_apart == "holder":
        hold = _in_a_namespace_of_its_own(*hold)
    else:
        sweep = _in_a_namespace_of_its_own(*sweep)
    with _hold_scratch(hold) as (process, [folder, half]):
        subprocess.run(sweep, check=True)
        assert (folder / "copy.txt").exists()
        assert half.exists()
        assert process.communicate("")[0].strip() == "True"


def test_scratch_of_a_killed_process_is_removed_at_once(home: Home) -> None:
    with _hold_scratch([sys.executable, "-c", HOLD, str(home.root)]) as (process, [folder, half]):
        home.remove_leftovers()
        assert folder.exists()
        assert half.exists()
        process.kill()
        process.wait()
        home.remove_leftovers()
        assert _list_scratch(home) == []


def test_a_process_does_not_remove_its_own_scratch(home: Home) -> None:
    with home.scratch() as folder:
        home.remove_leftovers()
        assert folder.exists()
    assert _list_scratch(home) == []


def test_a_number_that_another_process_has_got_since_keeps_nothing(home: Home) -> None:
    """The owner file names this very process, as after a reuse of its number; nobody holds its lock."""
    folder = home.work / f"scratch-{scratch.new_tag()}"
    folder.mkdir()
    folder.with_name(folder.name + ".owner").write_text(f"here process {os.getpid()}\n")
    home.remove_leftovers()
    assert _list_scratch(home) == []


@pytest.mark.parametrize("age", [0, OLD])
@pytest.mark.parametrize(
    ("machine", "boot", "is_ours"),
    [
        pytest.param(None, None, True, id="this machine"),
        pytest.param(None, "00000000", True, id="this machine before it was started again"),
        pytest.param("00000000", None, True, id="another container on this kernel"),
        pytest.param("00000000", "00000000", False, id="another machine"),
    ],
)
@pytest.mark.parametrize("kind", ["folder", "landing", "entry"])
def test_scratch_that_nobody_holds(
    home: Home, kind: str, machine: str | None, boot: str | None, age: int, *, is_ours: bool
) -> None:
    tag = f"{machine or scratch.machine_tag()}-{boot or scratch.boot_tag()}-0a1b2c3d"
    if kind == "folder":
        path = home.work / f"scratch-{tag}"
        path.mkdir()
        (path / "copy.txt").write_text("x")
        owner = path.with_name(path.name + ".owner")
        owner.write_text("somebody")
        _make_older(owner, age)
    else:
        path = home.work / f"landing-{tag}" if kind == "landing" else home.ledger / f".x.json.{tag}.tmp"
        path.write_text("x")
    _make_older(path, age)
    home.remove_leftovers()
    assert bool(_list_scratch(home)) is not (is_ours or age == OLD)


@pytest.mark.parametrize("age", [0, OLD])
@pytest.mark.parametrize("name", ["work/scratch-4194999-abc", "work/landing-4194999", "ledger/.x.json.4194999.tmp"])
def test_scratch_of_an_earlier_release_waits_for_its_age(home: Home, name: str, age: int) -> None:
    path = home.root / name
    if "scratch" in name:
        path.mkdir()
        (path / "copy.txt").write_text("x")
    else:
        path.write_text("x")
    _make_older(path, age)
    home.remove_leftovers()
    assert path.exists() is (age == 0)


def test_what_somebody_still_writes_into_is_not_old(home: Home) -> None:
    folder = home.work / "scratch-4194999-abc"
    folder.mkdir()
    _make_older(folder, OLD)
    (folder / "copy.txt").write_text("x")
    then = time.time() - OLD
    os.utime(folder, (then, then))
    home.remove_leftovers()
    assert folder.exists()


def test_what_is_no_scratch_is_never_removed(home: Home) -> None:
    paths = [
        *(home.work / name for name in ("land.lock", "notes.txt")),
        *(home.ledger / name for name in ("x.json", ".hidden")),
        home.quarantine / "x.tmp",
        home.inbox / ".arriving.1234.tmp",
    ]
    for path in paths:
        path.write_text("x")
        _make_older(path, OLD)
    home.remove_leftovers()
    assert [path for path in paths if not path.exists()] == []


def test_a_link_among_the_scratch_is_not_followed(home: Home, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").write_text("x")
    link = home.work / f"scratch-{scratch.new_tag()}"
    link.symlink_to(tmp_path / "theirs", target_is_directory=True)
    home.remove_leftovers()
    assert not link.is_symlink()
    assert (tmp_path / "theirs" / "file").exists()


def test_a_file_that_is_removed_before_it_is_locked_is_made_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who cleans up may see the file between its creation and its lock."""
    calls = []
    lock = scratch.fcntl.flock

    def disturbed(handle: int, operation: int) -> None:
        calls.append(operation)
        if len(calls) == 1:
            for path in home.ledger.glob(".*.tmp"):
                path.unlink()
        lock(handle, operation)

    monkeypatch.setattr(scratch.fcntl, "flock", disturbed)
    write_file_durably(home.ledger / "entry.json", b"{}")
    assert (home.ledger / "entry.json").read_bytes() == b"{}"
    assert len(calls) == 2


def test_a_copy_that_fails_leaves_nothing_on_the_full_disk(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path, target: Path) -> None:
        Path(target).write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fail)
    source = tmp_path / "theirs.csv"
    source.write_text("x")
    with pytest.raises(OSError, match="No space"):
        move_or_copy_file(home, source, home.archive / "ae" / "x.csv", is_ours=False)
    assert _list_scratch(home) == []


def test_two_processes_with_the_same_number_do_not_share_a_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in two containers: each first process has the number 1."""
    monkeypatch.setattr(os, "getpid", lambda: 1)
    with (
        scratch.scratch_file(home.work / "landing-") as item,
        scratch.scratch_file(home.work / "landing-") as other,
        home.scratch() as folder,
        home.scratch() as second,
    ):
        assert item != other
        assert folder != second
