"""What an edition as known at an earlier moment hides: it must not give back what a later load made small."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage import ledger
from checks.storage.home import Home
from reports.data.disclosure import connect_published
from tests.checks import sheets
from tests.transforms.test_local_measures import _definition_row, _figure_row
from transforms.build import build_warehouse

REGISTER = """organisation,name,kind,area,area_kind,opened,closed
Y60,Region,region,,,,
QAA,Board A,ICB,Y60,region,,
QBB,Board B,ICB,Y60,region,,
RAA,Trust A,provider,{area},ICB,,
RAB,Trust B,provider,QAA,ICB,,
"""


def _shown(home: Home, moment: datetime | None = None) -> set[tuple[str, float]]:
    with connect_published(build_warehouse(home, moment)) as con:
        return set(con.execute("select organisation, numerator from core.observation order by all").fetchall())


@pytest.fixture
def filled(home: Home, tmp_path: Path) -> Home:
    _send(home, tmp_path, "measure_definitions", _definition_row("falls", "count"))
    _place_first_trust(home, tmp_path, "QAA")
    return home


def _place_first_trust(home: Home, folder: Path, area: str) -> None:
    path = folder / f"organisations-{area}.csv"
    path.write_text(REGISTER.format(area=area), encoding="utf-8")
    assert [outcome.status for outcome in admit(home, [path])] == ["accepted"]


def _send(home: Home, folder: Path, kind: str, *sent: dict[str, object]) -> datetime:
    path = sheets.register(kind, *sent).write(folder, f"{kind}-{len(list(folder.iterdir()))}.csv")
    [outcome] = admit(home, [path])
    assert outcome.status == "accepted", outcome.reasons
    return datetime.fromisoformat(ledger.read_loads(home)[-1].received_at)


def test_the_true_total_of_a_file_with_a_mistake_is_hidden_once_the_mistake_is_known(
    filled: Home, tmp_path: Path
) -> None:
    """30 was a mistake for 3, and the total of 43 was right."""
    figures = [
        _figure_row("falls", 30),
        _figure_row("falls", 40, organisation="RAB"),
        _figure_row("falls", 43, organisation="QAA"),
    ]
    moment = _send(filled, tmp_path, "measures", *figures)
    assert _shown(filled) == {("RAA", 30), ("RAB", 40), ("QAA", 43)}
    _send(filled, tmp_path, "measures", _figure_row("falls", 3))
    assert _shown(filled) == {("RAB", 40)}
    assert _shown(filled, moment) == {("RAB", 40)}


def test_an_organisation_that_was_moved_keeps_both_totals_hidden(filled: Home, tmp_path: Path) -> None:
    figures = [("RAA", 3), ("RAB", 40), ("QAA", 43), ("QBB", 50)]
    moment = _send(
        filled, tmp_path, "measures", *(_figure_row("falls", top, organisation=code) for code, top in figures)
    )
    assert _shown(filled) == {("RAB", 40), ("QBB", 50)}
    _place_first_trust(filled, tmp_path, "QBB")
    assert _shown(filled) == {("RAB", 40)}
    assert _shown(filled, moment) == {("RAB", 40)}
