"""The status in sentences: what is true of a home that others may read, and names that break lines."""

from __future__ import annotations

import dataclasses
import os

import pytest

from checks.storage.home import Home
from checks.storage.home_problem import HomeProblem
from dags.cli.status import collect_status
from dags.cli.status_text import status_sentences


def _about_others(home: Home) -> list[str]:
    return [line for line in status_sentences(collect_status(home)) if "other accounts may read" in line]


def test_the_owner_of_an_open_home_learns_how_to_close_it(home: Home) -> None:
    home.root.chmod(0o755)
    [line] = _about_others(home)
    assert "it is yours: `holdgain admit` closes it" in line
    home.prepare()
    assert _about_others(home) == []


def test_an_open_home_of_another_account_is_closed_by_its_owner(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.root.chmod(0o755)
    account = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: account + 1)
    [line] = _about_others(home)
    assert "it belongs to another account: ask its owner to close it" in line


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\x1b[2J", "\u2028", "\x00"])
def test_a_damaged_file_has_one_line_whatever_its_name(home: Home, mark: str) -> None:
    problem = HomeProblem("ledger", f"ledger/a{mark}DAMAGED: b.json", "it is torn", "see the docs")
    status = dataclasses.replace(collect_status(home), damaged=(vars(problem),))
    [line] = [line for line in status_sentences(status) if line.startswith("DAMAGED")]
    assert line.isprintable()
    assert line.endswith("DAMAGED: b.json: it is torn; see the docs")
