"""What people decide: to acknowledge warnings, to release what is quarantined, to reinstate an earlier version."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit, admit_landed
from checks.extracts import ae as ae_contract
from checks.review import decisions, readmission
from checks.storage import decision_records, ledger
from checks.storage.home import Home
from checks.storage.load_selection import select_loads_known_at
from checks.storage.month_vintages import current_loads
from tests.checks import sheets, state
from tests.checks.lake import critical
from tests.checks.sheets import Row
from tests.checks.sheets.ae_workbook import ae_workbook, as_saved

WIDE = 24


def _ae_rows(month: str, count: int = WIDE, more: int = 0) -> list[Row]:
    """Figures that move from month to month, as real ones do."""
    rows = sheets.ae_rows(count, month)
    for number, row in enumerate(rows):
        for column in ae_contract.COUNT_COLUMNS:
            row[column.name] = int(str(row[column.name])) + int(month[-2:]) * (number % 3 + 1) + more
    return rows


def _admit_rows(home: Home, tmp_path: Path, rows: list[Row], month: str, name: str = "") -> AdmissionOutcome:
    [verdict] = admit(home, [sheets.ae(rows, month).write(tmp_path, name or f"{month}-{len(rows)}.csv")])
    return verdict


def _warned_rules(verdict: AdmissionOutcome) -> set[str]:
    return {reason.rule for reason in verdict.reasons if reason.severity == "warning"}


@pytest.fixture
def april(home: Home, tmp_path: Path) -> Home:
    assert _admit_rows(home, tmp_path, _ae_rows("2025-04"), "2025-04").status == "accepted"
    return home


def _quarantine_month(home: Home, tmp_path: Path) -> AdmissionOutcome:
    return _admit_rows(home, tmp_path, _ae_rows("2025-05", 11), "2025-05")


def test_what_is_released_is_accepted_and_kept_in_the_record(april: Home, tmp_path: Path) -> None:
    refused = _quarantine_month(april, tmp_path)
    landed = readmission.release_load(april, str(refused.load_id), "a real\nclosure", "data manager")
    verdict = admit_landed(april, landed)
    assert verdict.status == "accepted"
    assert "rows_halved" in _warned_rules(verdict)
    new = ledger.read_load(april, str(verdict.load_id))
    assert new.release is not None
    assert (new.release["load_id"], new.release["reason"]) == (refused.load_id, "a real closure")
    assert ledger.read_load(april, str(refused.load_id)).status == "quarantined"
    assert list(april.quarantine.iterdir()) == []
    path = tmp_path / "2025-05-11.csv"
    assert [item.status for item in admit(april, [path])] == ["duplicate"]


def test_a_release_that_was_cut_off_is_carried_out_by_the_next_run(
    april: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = _quarantine_month(april, tmp_path)

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(readmission, "move_or_copy_file", dies)
        with pytest.raises(KeyboardInterrupt):
            readmission.release_load(april, str(refused.load_id), "a closure", "data manager")
    [verdict] = admit(april)
    assert verdict.status == "accepted"
    assert list(april.quarantine.iterdir()) == []


def test_a_broken_contract_cannot_be_released(home: Home, tmp_path: Path) -> None:
    [verdict] = admit(home, [sheets.ae().put(2, "A&E attendances Type 1", "3.7").write(tmp_path)])
    with pytest.raises(decisions.DecisionError, match=r"breaks its contract \(not_a_number.*cannot be released"):
        readmission.release_load(home, str(verdict.load_id), "please", "data manager")
    assert len(list(home.quarantine.iterdir())) == 2


def test_a_month_that_has_been_replaced_cannot_be_released(april: Home, tmp_path: Path) -> None:
    refused = _quarantine_month(april, tmp_path)
    assert _admit_rows(april, tmp_path, _ae_rows("2025-05"), "2025-05").status == "accepted"
    with pytest.raises(decisions.DecisionError, match="has been accepted for 2025-05 since"):
        readmission.release_load(april, str(refused.load_id), "please", "data manager")


@pytest.mark.parametrize(
    ("reason", "role", "text"),
    [
        ("", "manager", "give the reason"),
        ("fine", " \n", "give the role"),
        ("fine", "Ann Example", "a person's name"),
        ("fine", "ann example", "a person's name"),
        ("fine", "Dr. Example", "a person's name"),
        ("fine", "ann@example.org", "a person's name"),
    ],
)
def test_a_decision_says_why_and_in_which_role(april: Home, tmp_path: Path, reason: str, role: str, text: str) -> None:
    refused = _quarantine_month(april, tmp_path)
    with pytest.raises(decisions.DecisionError, match=text):
        readmission.release_load(april, str(refused.load_id), reason, role)
    assert decision_records.read_decisions(april) == []


@pytest.mark.parametrize(
    "role", ["analyst", "Data Manager", "Head of Performance", "Information Analyst", "BI team", "improvement partner"]
)
def test_a_role_may_be_written_with_capitals(role: str) -> None:
    assert decisions.validate_text("role", role) == role


def test_warnings_are_acknowledged_once_and_for_all(april: Home, tmp_path: Path) -> None:
    verdict = _admit_rows(april, tmp_path, _ae_rows("2025-05")[1:], "2025-05")
    decisions.acknowledge_warnings(april, [verdict.file_name], "it has closed", "analyst")
    assert [(decision.decision, decision.load_id) for decision in decision_records.read_decisions(april)] == [
        ("accept", verdict.load_id)
    ]
    first = ledger.read_loads(april)[0]
    with pytest.raises(decisions.DecisionError, match="no warnings"):
        decisions.acknowledge_warnings(april, [first.load_id], "fine", "analyst")
    with pytest.raises(decisions.DecisionError, match="no such load"):
        decisions.acknowledge_warnings(april, ["nothing.csv"], "fine", "analyst")


def test_an_entry_of_an_older_or_a_later_release_is_read(april: Home) -> None:
    [path] = april.ledger.glob("*.json")
    entry = json.loads(path.read_text(encoding="utf-8"))
    for name in ("encoding", "sheet", "release", "called"):
        del entry[name]
    path.write_text(json.dumps({**entry, "of_a_later_release": 1}))
    assert ledger.read_loads(april)[0].status == "accepted"


def test_the_warnings_of_a_kind_are_acknowledged_together(april: Home, tmp_path: Path) -> None:
    for month, left in (("2025-05", 23), ("2025-06", 22)):
        assert _warned_rules(_admit_rows(april, tmp_path, _ae_rows(month, left), month)) == {"organisation_absent"}
    with pytest.raises(decisions.DecisionError, match="no warning of rtt to acknowledge"):
        decisions.acknowledge_warnings(april, [], "they have closed", "analyst", "rtt")
    assert len(decisions.acknowledge_warnings(april, [], "they have closed", "analyst", "ae")) == 2
    with pytest.raises(decisions.DecisionError, match="no warning of ae to acknowledge"):
        decisions.acknowledge_warnings(april, [], "they have closed", "analyst", "ae")


@pytest.fixture
def revised(home: Home, tmp_path: Path) -> Home:
    """A month as revised, and then as first published: the older version has arrived last."""
    first = sheets.ae(_ae_rows("2025-04"), "2025-04").write(tmp_path, "April-2025.csv")
    again = sheets.ae(_ae_rows("2025-04", more=9), "2025-04").write(tmp_path, "April-2025-revised.csv")
    for path in (again, first):
        [verdict] = admit(home, [path])
        assert verdict.status == "accepted"
    assert [(reason.rule, reason.severity) for reason in verdict.reasons] == [("perhaps_older", "warning")]
    return home


def _current_file_names(home: Home, known_at: datetime | None = None) -> list[str]:
    actual = select_loads_known_at(ledger.read_loads(home), known_at)
    return [load.file_name for load in current_loads(actual, frozenset())]


def test_a_version_that_was_superseded_counts_again(revised: Home, tmp_path: Path) -> None:
    before = datetime.fromisoformat(ledger.read_loads(revised)[-1].received_at)
    assert _current_file_names(revised) == ["April-2025.csv"]
    [sent_again] = admit(revised, [tmp_path / "April-2025-revised.csv"])
    assert (sent_again.status, [reason.rule for reason in sent_again.reasons]) == ("duplicate", ["held_superseded"])
    assert f"holdgain reinstate {sent_again.load_id}" in sent_again.reasons[0].advice
    landed = readmission.reinstate_load(revised, str(sent_again.load_id), "it is the revised one", "data manager")
    verdict = admit_landed(revised, landed)
    assert (verdict.status, verdict.reasons) == ("accepted", ())
    assert _current_file_names(revised) == ["April-2025-revised.csv"]
    assert _current_file_names(revised, before) == ["April-2025.csv"]
    current = state.exact(revised)
    for path in sorted(tmp_path.glob("April*.csv")):
        assert admit(revised, [path])[0].status == "duplicate"
    assert state.exact(revised) == current
    with pytest.raises(decisions.DecisionError, match="already counts"):
        readmission.reinstate_load(revised, str(sent_again.load_id), "again", "data manager")
    with pytest.raises(decisions.DecisionError, match="is the beginning of 3 loads; give more"):
        readmission.reinstate_load(revised, str(sent_again.load_id)[:9], "again", "data manager")
    decision = ledger.read_load(revised, str(verdict.load_id)).release or {}
    assert (decision["decision"], decision["role"]) == ("reinstate", "data manager")


def test_a_reinstatement_that_was_cut_off_is_carried_out_by_the_next_run(
    revised: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    superseded = ledger.read_loads(revised)[0]
    with monkeypatch.context() as patch:
        patch.setattr(readmission, "move_or_copy_file", dies)
        with pytest.raises(KeyboardInterrupt):
            readmission.reinstate_load(revised, superseded.load_id, "it is the revised one", "data manager")
    assert [verdict.status for verdict in admit(revised)] == ["accepted"]
    assert admit(revised) == []
    assert _current_file_names(revised) == ["April-2025-revised.csv"]


def test_what_counts_or_was_refused_is_not_reinstated(revised: Home, tmp_path: Path) -> None:
    with pytest.raises(decisions.DecisionError, match="already counts"):
        readmission.reinstate_load(revised, "April-2025.csv", "please", "data manager")
    refused = _quarantine_month(revised, tmp_path)
    with pytest.raises(decisions.DecisionError, match="only a version that has counted"):
        readmission.reinstate_load(revised, str(refused.load_id), "please", "data manager")
    registered = sheets.successions(("RAA", "RAB", "2025-04")).write(tmp_path, "successions.csv")
    admit(revised, [registered])
    with pytest.raises(decisions.DecisionError, match="already counts"):
        readmission.reinstate_load(revised, "successions.csv", "please", "data manager")


def test_a_file_that_calls_itself_provisional_does_not_replace_a_revised_one(home: Home, tmp_path: Path) -> None:
    _admit_rows(home, tmp_path, _ae_rows("2025-06", 3), "2025-06", "June-2025-revised.csv")
    workbook = as_saved(ae_workbook())
    status = next(number for number, line in enumerate(workbook.lines, start=1) if "Status:" in line)
    cells = [cell.replace("Published", "Provisional") for cell in workbook.lines[status - 1]]
    [verdict] = admit(home, [workbook.line(status, cells).write(tmp_path, "June.csv")])
    assert (verdict.status, critical(verdict)) == ("quarantined", {"older_version"})
    released = readmission.release_load(home, str(verdict.load_id), "it is a correction", "data manager")
    assert admit_landed(home, released).status == "accepted"
