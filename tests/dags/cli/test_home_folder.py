"""A mistyped home is refused in one line, and nothing is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.storage.home import Home
from dags.cli import main
from dags.cli.commands import COMMANDS
from dags.cli.home_folder import COMMANDS_THAT_MAKE_HOME, COMMANDS_WITHOUT_HOME

REVIEW = ("--reason", "known", "--role", "analyst")
ARGUMENTS = {
    "accept": ("x", *REVIEW),
    "release": ("x", *REVIEW),
    "reinstate": ("x", *REVIEW),
    "keep": ("x", *REVIEW),
    "withdraw": ("x", *REVIEW),
}
COMMANDS_THAT_NEED_HOME = sorted(set(COMMANDS) - set(COMMANDS_THAT_MAKE_HOME) - set(COMMANDS_WITHOUT_HOME))


@pytest.mark.parametrize("command", COMMANDS_THAT_NEED_HOME)
@pytest.mark.parametrize("is_shared", [False, True])
def test_without_a_home_a_command_is_refused_and_makes_nothing(
    command: str,
    is_shared: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if is_shared:
        monkeypatch.setenv("HOLDGAIN_SHARED_SITE", "1")
    assert main.main([command, "--home", str(tmp_path / "mistyped"), *ARGUMENTS.get(command, ())]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"holdgain: there is no home at {tmp_path / 'mistyped'}: ")
    assert list(tmp_path.iterdir()) == []


def test_sample_makes_a_new_home_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path / "new")
    assert main.main(["--home", str(home.root), "sample", "--months", "1", "--providers", "8"]) == 0
    notice, advice = capsys.readouterr().err.splitlines()
    assert notice == f"made a new home: {home.root}"
    assert advice.startswith("too few for verdicts on gains")
    assert home.waiting()


@pytest.mark.parametrize("command", COMMANDS_THAT_MAKE_HOME)
def test_a_home_in_a_folder_that_does_not_exist_is_refused(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main([command, "--home", str(tmp_path / "mistyped" / "home")]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line == f"holdgain: {tmp_path / 'mistyped'}: there is no such folder, so a home cannot be made in it"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "words"), [("sample", "is not a home"), ("status", "no home at"), ("build", "no home at")]
)
def test_a_folder_of_other_files_is_no_home(
    command: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    mode = tmp_path.stat().st_mode
    assert main.main([command, "--home", str(tmp_path)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert words in line
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert tmp_path.stat().st_mode == mode


def test_an_empty_folder_may_become_a_home(tmp_path: Path) -> None:
    assert main.main(["status", "--home", str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == []
    assert main.main(["sample", "--months", "1", "--providers", "8", "--home", str(tmp_path)]) == 0
    assert Home(tmp_path).waiting()


def test_a_restored_backup_is_a_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("inbox", "ledger", "archive", "quarantine"):
        (tmp_path / name).mkdir()
    assert main.main(["status", "--home", str(tmp_path)]) == 0
    assert "newest edition: none yet" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["admit", "run"])
def test_a_mistyped_file_leaves_no_home_behind(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["--home", str(tmp_path / "new"), command, str(tmp_path / "mistyped.csv")]) == 2
    assert "there is no such file or folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
