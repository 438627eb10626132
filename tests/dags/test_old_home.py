"""A home of an earlier release: it says what it is, and one build and one publication bring it up to date."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checks.lake_restoration import restore_outdated
from checks.storage import home_version, ledger
from checks.storage.home import Home
from dags.cli import main
from dags.common import freshness
from tests.dags.old_home import make_old_home, remove_lake_column


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_old_home(tmp_path_factory.mktemp("old") / "home")


@pytest.fixture
def old(left_behind: Home, tmp_path: Path) -> Home:
    shutil.copytree(left_behind.root, tmp_path / "home", symlinks=True)
    return Home(tmp_path / "home")


def _run_command(home: Home, command: str) -> int:
    return main.main([command, "--home", str(home.root)])


def test_it_says_that_it_is_old_and_is_not_published_as_it_is(old: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert [load.status for load in ledger.read_loads(old)] == ["accepted", "accepted", "quarantined"]
    _run_command(old, "status")
    assert "2025-06, which another release of Holdgain made; `holdgain build`" in capsys.readouterr().out
    assert not (old.root / "home.json").exists(), "to look changes nothing"
    assert _run_command(old, "publish") == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "run `holdgain build`, then publish again" in line
    assert (old.site / "latest" / "index.html").read_text() == "<p>as it was</p>"


def test_a_build_and_a_publication_bring_it_up_to_date(old: Home, capsys: pytest.CaptureFixture[str]) -> None:
    [path, _] = sorted(old.lake.glob("ae/*/*.parquet"))
    remove_lake_column(path, "era")
    assert not freshness.is_built(old)
    assert _run_command(old, "build") == 0
    assert "written to the lake again" in capsys.readouterr().err
    assert _run_command(old, "publish") == 0
    assert freshness.is_current(old)
    assert freshness.is_built(old)
    assert freshness.is_published(old)
    assert home_version.check_format(old.root) == home_version.FORMAT
    capsys.readouterr()
    _run_command(old, "status")
    assert "which reflects all that was loaded" in capsys.readouterr().out


def test_only_lake_files_with_other_columns_are_written_again(old: Home) -> None:
    first, second = sorted(old.lake.glob("ae/*/*.parquet"))
    assert restore_outdated(old, print) == []
    remove_lake_column(first, "era")
    second.write_bytes(b"no parquet")
    before = [path.read_bytes() for path in (first, second)]
    assert restore_outdated(old, print) == [first.stem, second.stem]
    assert [path.read_bytes() for path in (first, second)] != before
    assert restore_outdated(old, print) == []


def test_a_lake_file_whose_original_is_gone_stays_and_is_reported(old: Home) -> None:
    first = min(old.lake.glob("ae/*/*.parquet"))
    remove_lake_column(first, "era")
    shutil.rmtree(old.archive)
    content, reported = first.read_bytes(), list[str]()
    assert restore_outdated(old, reported.append) == []
    assert first.read_bytes() == content
    assert "cannot be read again from the archive" in reported[0]
