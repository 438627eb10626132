"""Files and folders as arguments of `admit` and `run`."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.contracts.problems import UsageError
from checks.storage.home import Home
from dags.cli import main
from dags.cli.input_files import list_input_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    (folder / "below").mkdir(parents=True)
    for name in ("b.csv", "a.csv", ".hidden.csv", "late.csv.part", "Thumbs.db", "below/c.csv"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def test_a_folder_means_its_files_sorted(home: Home, folder: Path, tmp_path: Path) -> None:
    named = tmp_path / "z.csv"
    named.write_text("z", encoding="utf-8")
    assert list_input_files([named, folder], home) == [named, folder / "a.csv", folder / "b.csv"]


def test_a_file_that_is_named_twice_is_admitted_once(home: Home, folder: Path) -> None:
    assert list_input_files([folder / "b.csv", folder], home) == [folder / "b.csv", folder / "a.csv"]


def test_the_files_of_the_inbox_are_moved_when_it_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    (home.inbox / "a.csv").write_text("a", encoding="utf-8")
    monkeypatch.chdir(home.root)
    assert list_input_files([Path("inbox")], home) == [home.inbox / "a.csv"]


def test_a_folder_without_files_is_one_line(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / ".hidden.csv").write_text("a", encoding="utf-8")
    for command in ("admit", "run"):
        assert main.main([command, str(empty), "--home", str(home.root)]) == 2
        [line] = capsys.readouterr().err.splitlines()
        assert (
            line == f"holdgain: {empty}: there is no file to admit in this folder (hidden and .part files are left out)"
        )


def test_every_path_that_is_wrong_is_reported(home: Home, folder: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        list_input_files([folder / "no.csv", folder, folder / "neither"], home)
    assert str(refusal.value).splitlines() == [
        f"{folder / 'no.csv'}: there is no such file or folder",
        f"{folder / 'neither'}: there is no such file or folder",
    ]


def test_a_folder_is_admitted_in_the_order_of_its_names(home: Home, folder: Path) -> None:
    assert main.main(["admit", str(folder), "--home", str(home.root)]) == 3
    assert sorted(path.name for path in folder.iterdir())[-1] == "late.csv.part"
    assert len(list(home.quarantine.glob("*.csv"))) == 2
