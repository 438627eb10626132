"""`holdgain new-extract`: the skeleton passes the linter and its own test as it is, and nothing is overwritten."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checks.extracts import EXTRACTS
from dags.cli import main, new_extract_command

ROOT = Path(__file__).parents[3]
NAMES = ("zq", "bed_days_lost", "z" * new_extract_command.LONGEST_KIND)
"""Short, of several words, and as long as a name may be: lines grow with it."""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the command needs of a checkout: the project file and the folders."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in ("checks/extracts", "checks/samples", "dags", "reports", "transforms", "tests/checks/extracts"):
        (tmp_path / folder).mkdir(parents=True)
        for package in (tmp_path / folder, *(tmp_path / folder).parents):
            if package.is_relative_to(tmp_path) and package != tmp_path:
                (package / "__init__.py").touch()
    monkeypatch.setattr(new_extract_command, "CHECKOUT", tmp_path)
    return tmp_path


def _list_written(checkout: Path) -> list[Path]:
    return [path for path in checkout.rglob("*.py") if path.name != "__init__.py"]


def _run_there(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=checkout, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", NAMES)
def test_the_skeleton_passes_the_linter(kind: str, checkout: Path) -> None:
    assert main.main(["new-extract", kind]) == 0
    written = [str(path) for path in _list_written(checkout)]
    assert len(written) == 3
    first_party = 'lint.isort.known-first-party = ["checks", "transforms"]'
    for arguments in (("check", "--config", first_party), ("format", "--check")):
        answer = _run_there(checkout, "ruff", *arguments, "--no-cache", *written)
        assert answer.returncode == 0, answer.stdout


def test_the_skeleton_passes_its_own_test_and_is_named_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("checks", "dags", "reports", "transforms"):
        # with what Python has compiled, which is a half of the time
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "tests/__init__.py", "tests/checks/__init__.py", "tests/test_kinds.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "tests/checks/extracts").mkdir()
    shutil.copy(ROOT / "tests/__init__.py", tmp_path / "tests/checks/extracts/__init__.py")
    monkeypatch.setattr(new_extract_command, "CHECKOUT", tmp_path)
    assert main.main(["new-extract", "bed_days_lost"]) == 0
    tests = ("tests/checks/extracts/test_bed_days_lost.py", "tests/test_kinds.py")
    answer = _run_there(tmp_path, "pytest", "-n", "0", *tests)
    assert answer.returncode == 0, answer.stdout


def test_it_says_what_it_wrote(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["new-extract", "zq", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {
        "kind": "zq",
        "files": ["checks/extracts/zq.py", "checks/samples/zq.py", "tests/checks/extracts/test_zq.py"],
    }
    assert all((checkout / name).is_file() for name in answer["files"])


@pytest.mark.parametrize(
    "kind",
    ["Cancer", "2ww", "bed-days", "bed__days", "_beds", "beds_", "class", "../beds", "beds.py", "", "z" * 25, "é"],
)
def test_a_name_that_is_no_identifier_is_refused(kind: str, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["new-extract", kind]) == 2
    assert "is not a valid name for a kind" in capsys.readouterr().err
    assert _list_written(checkout) == []


@pytest.mark.parametrize("kind", sorted(EXTRACTS))
def test_a_kind_that_there_is_already_is_refused(kind: str, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["new-extract", kind]) == 2
    assert f"there is already a kind {kind!r}" in capsys.readouterr().err
    assert _list_written(checkout) == []


@pytest.mark.parametrize("name", new_extract_command.FILES.values())
def test_a_file_that_there_is_already_is_left_and_nothing_is_written(
    name: str, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = checkout / name.format(kind="zq")
    path.write_text("# mine\n")
    assert main.main(["new-extract", "zq"]) == 2
    assert f"{path} already exists" in capsys.readouterr().err
    assert _list_written(checkout) == [path]
    assert path.read_text() == "# mine\n"


def test_a_word_that_code_uses_for_something_else_is_refused(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "reports" / "dates.py").write_text("def first(month: str) -> str: ...\n# wards\n")
    assert main.main(["new-extract", "month"]) == 2
    assert "'month' is already used as a name in reports/dates.py" in capsys.readouterr().err
    assert main.main(["new-extract", "wards"]) == 0


@pytest.mark.parametrize("project", [None, "[project]\nname = 'another'\n", "[tool.ruff]\n"])
def test_outside_a_checkout_it_is_refused(
    project: str | None, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "pyproject.toml").unlink()
    if project:
        (checkout / "pyproject.toml").write_text(project)
    assert main.main(["new-extract", "zq"]) == 2
    assert "is not a checkout of Holdgain's source" in capsys.readouterr().err
    assert _list_written(checkout) == []
