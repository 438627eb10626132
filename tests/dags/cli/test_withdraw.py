"""A mistake that was accepted, from the command line: withdrawn, published without it, and put back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from checks.storage.home import Home
from dags.cli import main
from tests.checks import sheets
from tests.checks.sheets import Row
from tests.reports.site import Page
from tests.transforms.warehouse import rows

WHY = ("--reason", "the month was mistyped", "--role", "data manager")
LATE_MONTH = "2026-09"
"""Later than every other figure, and over by now."""
TO_COME = f"{date.today().year + 5}-01"


def _call(home: Home, *arguments: object) -> int:
    return main.main([str(arguments[0]), "--home", str(home.root), *(str(argument) for argument in arguments[1:])])


def _figure_row(month: str, top: int) -> Row:
    return {
        "measure": "falls",
        "organisation": "RAA",
        "month_text": month,
        "numerator_text": top,
        "denominator_text": "",
    }


def _write_figures(folder: Path, name: str, *figures: tuple[str, int]) -> Path:
    return sheets.register("measures", *(_figure_row(month, top) for month, top in figures)).write(folder, name)


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose newest edition is of a month that one wrong row has made."""
    folder = tmp_path_factory.mktemp("withdraw")
    home = Home(folder / "home")
    definition: Row = {"measure": "falls", "title": "Falls", "unit": "count", "direction": "decrease"}
    files = [
        sheets.ae(sheets.ae_rows(3), "2025-06").write(folder, "ae.csv"),
        sheets.register("measure_definitions", definition).write(folder, "definitions.csv"),
        _write_figures(folder, "falls.csv", ("2025-05", 31), ("2025-06", 29)),
        _write_figures(folder, "measures-2.csv", (LATE_MONTH, 30), ("2025-06", 92)),
    ]
    assert _call(home, "admit", *files) == 0
    assert _call(home, "run") == 0
    assert (home.site / "latest").readlink().name == LATE_MONTH
    return home


def _read_status(home: Home, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    _call(home, "status", "--json")
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def _figures(home: Home) -> list[tuple[str, float]]:
    asked = (
        "select strftime(month, '%Y-%m'), value from core.observation where measure = 'falls' and organisation = 'RAA'"
    )
    return [(str(month), float(value)) for month, value in rows(home.warehouse, f"{asked} order by month")]


def test_a_withdrawn_mistake_leaves_the_figures_and_latest(mistaken: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert _figures(mistaken) == [("2025-05", 31.0), ("2025-06", 92.0), (LATE_MONTH, 30.0)]
    assert _call(mistaken, "withdraw", "measures-2.csv", *WHY) == 0
    assert "its rows no longer count" in capsys.readouterr().out
    assert _read_status(mistaken, capsys)["is_current"] is False, "the next run has something to do"
    assert _call(mistaken, "run") == 0
    assert f"the edition {LATE_MONTH} is of a month for which no load counts now" in capsys.readouterr().err

    assert _figures(mistaken) == [("2025-05", 31.0), ("2025-06", 29.0)]
    assert (mistaken.site / "latest").readlink().name == "2025-06"
    facts = json.loads((mistaken.site / "latest" / "edition.json").read_text(encoding="utf-8"))
    assert (facts["edition"], facts["loads"], facts["accepted"]) == ("2025-06", 4, 3)
    status = _read_status(mistaken, capsys)
    assert (status["edition"], status["is_current"]) == ("2025-06", True)
    _call(mistaken, "status")
    assert "withdrawn: measures-2.csv (measures), data manager: the month was mistyped" in capsys.readouterr().out

    page = Page((mistaken.site / "latest" / "quality-log.html").read_text(encoding="utf-8"))
    for words in ("Withdrawn", "measures-2.csv", "the month was mistyped", "data manager", "1 withdrawn"):
        assert words in page.text, words

    known = rows(mistaken.warehouse, "select month, numerator from core.disclosure_figure where organisation = 'RAA'")
    assert sorted(str(month)[:7] for month, _ in known) == ["2025-05", "2025-06", "2025-06", "2025-06", LATE_MONTH]
    assert [top for month, top in known if str(month)[:7] == "2025-06"] == [29.0, 92.0, 29.0], "an edition showed 92"

    assert _call(mistaken, "withdraw", "measures-2.csv", *WHY) == 2
    assert "was already withdrawn on" in capsys.readouterr().err
    assert _call(mistaken, "reinstate", "measures-2.csv", "--reason", "it was right", "--role", "data manager") == 0
    assert _call(mistaken, "run") == 0
    assert _figures(mistaken) == [("2025-05", 31.0), ("2025-06", 92.0), (LATE_MONTH, 30.0)]
    assert (mistaken.site / "latest").readlink().name == LATE_MONTH
    assert _read_status(mistaken, capsys)["edition"] == LATE_MONTH


def test_a_month_to_come_is_quarantined_and_makes_no_edition(
    mistaken: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latest = (mistaken.site / "latest").readlink()
    assert _call(mistaken, "admit", _write_figures(tmp_path, "to-come.csv", ("2025-06", 28), (TO_COME, 30))) == 3
    reported = capsys.readouterr().err
    assert "row 3, column month" in reported
    assert f"a month that has figures is over ('{TO_COME}') [future_month]" in reported
    assert (mistaken.site / "latest").readlink() == latest
    assert _call(mistaken, "withdraw", "to-come.csv", *WHY) == 2
    assert "is quarantined, so it counts nowhere" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("falls", *WHY), "falls: there is no such load or file in the ledger"),
        (("ae.csv", "--reason", "wrong", "--role", "Ann Example"), "the role looks like a person's name"),
    ],
)
def test_a_withdrawal_that_cannot_be_is_one_line(
    mistaken: Home, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], text: str
) -> None:
    assert _call(mistaken, "withdraw", *arguments) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert text in line
