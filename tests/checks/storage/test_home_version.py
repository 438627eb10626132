"""The format of a home: noted in a new one, added to an older one, and a newer one is refused before it is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checks.storage import home_version
from checks.storage.home import Home
from checks.storage.home_version import FORMAT, HomeFormatError, check_format
from dags.cli import main

NEWER = {"format": FORMAT + 1, "made_by": "holdgain 9.9.9", "made_at": "2031-05-01T00:00:00+00:00"}


def _write_version(home: Home, text: str) -> None:
    home.root.mkdir(parents=True, exist_ok=True)
    (home.root / "home.json").write_text(text, encoding="utf-8")


def _list_names(home: Home) -> list[str]:
    return sorted(str(path.relative_to(home.root)) for path in home.root.rglob("*"))


def test_a_new_home_notes_its_format_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    noted = (home.root / "home.json").read_bytes()
    assert json.loads(noted)["format"] == check_format(home.root) == FORMAT
    assert set(json.loads(noted)) == {"format", "made_by", "made_at"}
    home.prepare()
    assert (home.root / "home.json").read_bytes() == noted


def test_every_older_format_has_its_step() -> None:
    assert sorted(home_version.MIGRATIONS) == list(range(FORMAT))


def test_an_older_home_is_migrated_step_by_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    steps = {number: lambda _, number=number: done.append(number) for number in range(3)}
    monkeypatch.setattr(home_version, "MIGRATIONS", steps)
    monkeypatch.setattr(home_version, "FORMAT", 3)
    home = Home(tmp_path)
    _write_version(home, '{"format": 1}')
    home.prepare()
    assert done == [1, 2]
    assert check_format(home.root) == 3


def test_a_migration_that_is_cut_off_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(home_version, "MIGRATIONS", {0: fail})
        with pytest.raises(OSError, match="No space"):
            Home(tmp_path).prepare()
    assert check_format(tmp_path) == home_version.BEFORE_FORMATS
    assert check_format(Home(tmp_path).prepare().root) == FORMAT


@pytest.mark.parametrize("command", ["sample", "admit", "build", "publish", "run", "status"])
def test_a_newer_home_is_refused_untouched(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    home = Home(tmp_path / "home")
    _write_version(home, json.dumps(NEWER))
    assert main.main([command, "--home", str(home.root)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert f"was written by a newer release, holdgain 9.9.9 (format {FORMAT + 1}, since 2031-05-01)" in line
    assert "nothing was changed" in line
    assert _list_names(home) == ["home.json"]
    with pytest.raises(HomeFormatError):
        home.prepare()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": "1"}', '{"format": null}', '{"format": true}'])
def test_a_damaged_note_is_a_line_that_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    home = Home(tmp_path / "home")
    _write_version(home, text)
    assert main.main(["status", "--home", str(home.root)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "home.json is damaged" in line
    (home.root / "home.json").unlink()
    assert check_format(home.prepare().root) == FORMAT


def test_spc_needs_no_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path / "home")
    _write_version(home, json.dumps(NEWER))
    assert main.main(["spc", "nowhere.csv", "--home", str(home.root)]) == 2
    assert "there is no such file" in capsys.readouterr().err
