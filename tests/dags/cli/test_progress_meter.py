"""Progress: counts and the time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
import sys

import pytest

from dags.cli import progress_meter


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _open_terminal(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    # not a fixture: pytest takes standard error again between a test's preparation and the test
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


def test_elsewhere_than_on_a_terminal_there_are_lines_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_meter.measure_admission(2) as progress:
        progress("1 of 2: a.csv: accepted")
    assert capsys.readouterr().err == "1 of 2: a.csv: accepted\n"


def test_files_are_counted_and_their_outcomes_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _open_terminal(monkeypatch)
    with progress_meter.measure_admission(2) as progress:
        progress("b.csv: already loaded")
        progress("30 of 60: a.csv: accepted\x1b[2J")
        progress("60 of 60: c.csv: accepted")
    shown = terminal.getvalue()
    assert "b.csv: already loaded\n" in shown
    assert "30 of 60: a.csv: accepted?[2J\n" in shown
    assert "checking: 0 of 2 files\r" in shown
    assert "checking: 60 of 60 files, 00:00 so far, about 00:00 left" in shown


def test_tables_move_the_bar_and_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _open_terminal(monkeypatch)
    with progress_meter.measure_build() as progress:
        progress("staging 3 loads")
        progress("building core.observation")
    shown = terminal.getvalue()
    assert "staging 3 loads\n" in shown
    assert "building core.observation" not in shown
    assert "building: 0 of " in shown


def test_an_edition_is_estimated_once_its_organisations_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _open_terminal(monkeypatch)
    with progress_meter.measure_publication() as progress:
        progress("rendered measure A&E attendances")
        progress("rendered 100 of 250 organisations")
        progress("rendered 250 of 250 organisations")
    shown = terminal.getvalue()
    assert "rendering: 0 organisations, 00:00 so far" in shown
    assert "rendering: 250 of 250 organisations" in shown
