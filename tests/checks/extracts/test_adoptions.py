"""The register of adoptions: which orders of events a file may tell, and what a contact may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import critical, rows
from tests.checks.sheets import Row

NUMBERS = ("9990000018", "9990000026", "9990000034")


def _event_row(text: str, **cells: object) -> Row:
    month, event = text.split()
    source = {"source": "self"} if event == "adopted" else {}
    return {"practice": "streaming", "organisation": "RAA", "month_text": month, "event": event, **source, **cells}


def _admit_events(folder: Path, *events: Row) -> tuple[Home, AdmissionOutcome]:
    home = Home(folder / "home")
    [verdict] = admit(home, [sheets.register("adoptions", *events).write(folder)])
    return home, verdict


@pytest.mark.parametrize(
    "events",
    [
        ["2024-01 considering", "2024-02 declined", "2024-06 considering", "2024-07 committed", "2024-09 adopted"],
        ["2024-09 adopted", "2025-03 embedded", "2025-06 stopped", "2025-08 considering", "2025-09 adopted"],
        # in any order of rows, and with stop and start in one month
        ["2025-06 adopted", "2025-06 stopped", "2024-09 adopted"],
        ["2024-09 adopted", "2024-09 stopped", "2024-12 adopted"],
        ["2024-09 adopted", "2024-09 embedded"],
        # what an older file may have begun
        ["2025-03 embedded"],
        ["2025-06 stopped", "2025-08 considering"],
    ],
)
def test_orders_that_can_be(events: list[str], tmp_path: Path) -> None:
    _, verdict = _admit_events(tmp_path, *map(_event_row, events))
    assert (verdict.status, verdict.reasons) == ("accepted", ())


@pytest.mark.parametrize(
    ("events", "rule", "row"),
    [
        (["2024-09 adopted", "2025-01 adopted"], "adopted_twice", 3),
        (["2024-09 adopted", "2025-01 stopped", "2025-02 adopted", "2025-04 adopted"], "adopted_twice", 5),
        (["2024-05 stopped", "2024-09 adopted"], "before_adoption", 2),
        (["2024-09 adopted", "2024-05 embedded"], "before_adoption", 3),
        (["2024-09 adopted", "2024-12 stopped", "2025-01 embedded"], "before_adoption", 4),
        (["2024-09 adopted", "2024-12 stopped", "2025-01 stopped"], "before_adoption", 4),
        (["2024-09 adopted", "2024-12 declined"], "while_adopted", 3),
        (["2024-09 adopted", "2024-12 considering"], "while_adopted", 3),
        (["2024-09 adopted", "2024-10 stopped", "2024-12 adopted", "2025-01 committed"], "while_adopted", 5),
    ],
)
def test_orders_that_cannot_be(events: list[str], rule: str, row: int, tmp_path: Path) -> None:
    _, verdict = _admit_events(tmp_path, *map(_event_row, events))
    assert verdict.status == "quarantined"
    assert [(reason.rule, reason.row) for reason in verdict.reasons] == [(rule, row)]


def test_pairs_are_judged_apart(tmp_path: Path) -> None:
    other = {"organisation": "RAB"}
    practice = {"practice": "huddles"}
    events = [
        _event_row("2024-09 adopted"),
        _event_row("2025-01 adopted", **other),
        _event_row("2025-02 adopted", **practice),
    ]
    assert _admit_events(tmp_path, *events)[1].status == "accepted"


def test_a_withdrawn_row_is_no_event(tmp_path: Path) -> None:
    home, verdict = _admit_events(
        tmp_path,
        _event_row("2024-09 adopted", source="withdrawn"),
        _event_row("2024-10 adopted"),
        _event_row("2024-08 stopped"),
    )
    assert critical(verdict) == {"before_adoption"}
    again = tmp_path / "again"
    again.mkdir()
    home, verdict = _admit_events(
        again, _event_row("2024-09 adopted", source="withdrawn"), _event_row("2024-10 adopted")
    )
    assert [row["source"] for row in rows(home, verdict)] == ["withdrawn", "self"]


@pytest.mark.parametrize("text", ["07700 900123", "(020) 7946-0958", "ask 9990000018", "team +44 20 7946 0958"])
def test_a_number_is_no_contact_and_is_not_repeated(text: str, tmp_path: Path) -> None:
    _, verdict = _admit_events(tmp_path, _event_row("2024-09 adopted", contact=text))
    assert "contact_holds_number" in critical(verdict)
    assert all(text not in reason.sentence() for reason in verdict.reasons)


@pytest.mark.parametrize("text", ["", "improvement.team@raa.example", "Ward 12, urgent care team", "QI team 2024/25"])
def test_a_team_is_a_contact(text: str, tmp_path: Path) -> None:
    _, verdict = _admit_events(tmp_path, _event_row("2024-09 adopted", contact=text))
    assert verdict.status == "accepted"


def test_patients_as_contacts_are_turned_away_unread(tmp_path: Path) -> None:
    events = [
        _event_row("2024-09 adopted", contact=number, organisation=sheets.code_of(at))
        for at, number in enumerate(NUMBERS)
    ]
    home, verdict = _admit_events(tmp_path, *events)
    assert (verdict.status, verdict.kind, critical(verdict)) == ("quarantined", None, {"no_patient_data"})
    assert not list(home.archive.rglob("*.csv"))


def test_the_name_of_a_patient_column_is_turned_away(tmp_path: Path) -> None:
    sheet = sheets.register("adoptions", _event_row("2024-09 adopted"))
    header = (*sheet.lines[0][:-1], "NHS number")
    [verdict] = admit(Home(tmp_path / "home"), [sheets.Sheet((header, *sheet.lines[1:])).write(tmp_path)])
    assert critical(verdict) == {"no_patient_data"}
