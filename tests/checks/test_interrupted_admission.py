"""The machine dies between any two steps; the next run ends where an undisturbed one would have ended.

A step is a change to a file below the home: a move, a copy, a removal. The crash comes instead of step n, for every n.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checks.admission import admit, list_pending_files
from checks.storage.home import Home
from tests.checks import sheets, state
from tests.checks.lake import entries


class Death(BaseException):
    """Not an Exception: nothing may catch it and go on."""


@dataclass
class Clock:
    """Counts the steps, and dies instead of the one that is due."""

    root: Path
    due: int | None
    steps: int = 0

    def wrap(self, call: Callable[..., Any], which: int) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            if str(self.root) in os.fspath(arguments[which]) and "dir_fd" not in named:
                if self.steps == self.due:
                    raise Death
                self.steps += 1
            return call(*arguments, **named)

        return step


FILES = {
    "accepted": sheets.successions().text(),
    "quarantined after judging": sheets.successions(("RAA", "RAA", "2024-04")).text(),
    "turned away": "<!DOCTYPE html><html></html>",
    "private": "NHS Number,Surname\n9990000018,Zzyzx\n",
}
STEPS = {"accepted": 6, "quarantined after judging": 9, "turned away": 3, "private": 2}
CASES = [(name, step) for name, steps in STEPS.items() for step in range(steps)]


def _admit_and_die(root: Path, name: str, due: int | None) -> int:
    """Drop the file, admit it, die at the step that is due; the number of steps taken."""
    home = Home(root).prepare()
    (home.inbox / "extract.csv").write_text(FILES[name], newline="")
    clock = Clock(root, due)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", clock.wrap(os.replace, 0))
        patch.setattr(os, "unlink", clock.wrap(os.unlink, 0))
        patch.setattr(shutil, "copyfile", clock.wrap(shutil.copyfile, 1))
        admit(home)
    return clock.steps


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Home]:
    return {name: Home(tmp_path_factory.mktemp("undisturbed") / "home") for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_every_step_is_tried(name: str, undisturbed: dict[str, Home]) -> None:
    assert _admit_and_die(undisturbed[name].root, name, None) == STEPS[name]


@pytest.mark.parametrize(("name", "step"), CASES)
def test_a_crash_leaves_nothing_undone(name: str, step: int, tmp_path: Path, undisturbed: dict[str, Home]) -> None:
    if not undisturbed[name].root.exists():
        _admit_and_die(undisturbed[name].root, name, None)
    home = Home(tmp_path / "home")
    with pytest.raises(Death):
        _admit_and_die(home.root, name, step)
    admit(home)
    assert state.timeless(home) == state.timeless(undisturbed[name])
    assert list_pending_files(home) == []
    assert len(entries(home)) == 1


@pytest.mark.parametrize("name", ["accepted", "quarantined after judging", "turned away"])
def test_the_bytes_are_somewhere_at_every_moment(name: str, tmp_path: Path) -> None:
    content = FILES[name].encode()
    for step in range(STEPS[name]):
        home = Home(tmp_path / f"home {step}")
        with pytest.raises(Death):
            _admit_and_die(home.root, name, step)
        remaining = [
            path
            for folder in (home.inbox, home.archive, home.quarantine)
            for path in folder.rglob("*")
            if path.is_file()
        ]
        assert content in [path.read_bytes() for path in remaining]
