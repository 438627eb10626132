"""Withdrawal: any accepted load can be taken out of the figures, and be put back as if nothing had happened."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit, admit_landed
from checks.review import readmission, withdrawal
from checks.review.decisions import DecisionError
from checks.storage import decision_records, ledger, withdrawals
from checks.storage.home import Home
from checks.storage.month_vintages import current_loads
from checks.validation import month_versions, plausibility
from dags.common import freshness
from tests.checks import sheets, state

WHY = ("sent by mistake", "data manager")


def _admit_month(home: Home, tmp_path: Path, month: str, rows: int = 3, name: str = "") -> AdmissionOutcome:
    [outcome] = admit(home, [sheets.ae(sheets.ae_rows(rows, month), month).write(tmp_path, name or f"{month}.csv")])
    assert outcome.status == "accepted"
    return outcome


def _admit_register(home: Home, tmp_path: Path, effective: str = "2025-04") -> AdmissionOutcome:
    sheet = sheets.successions(("RAA", "RAB", effective))
    [outcome] = admit(home, [sheet.write(tmp_path, f"successions-{effective}.csv")])
    assert outcome.status == "accepted"
    return outcome


def _current_ids(home: Home) -> list[str]:
    loads = withdrawals.read_loads_as_decided(home)
    return [load.load_id for load in current_loads(loads, frozenset({"successions"}))]


def test_a_withdrawn_month_counts_no_longer_and_is_kept(home: Home, tmp_path: Path) -> None:
    load_id = str(_admit_month(home, tmp_path, "2025-04").load_id)
    before, files = freshness.ledger_state(home), state.exact(home)
    outcome = withdrawal.withdraw_load(home, load_id, *WHY)
    assert outcome.sentence() == (
        f"2025-04.csv ({load_id}) is withdrawn; nothing counts for 2025-04 now. "
        "The next run brings the figures up to date"
    )
    assert _current_ids(home) == []
    assert freshness.ledger_state(home) != before, "the warehouse is out of date"
    assert files.items() <= state.exact(home).items(), "nothing is changed or removed"
    assert ledger.read_load(home, load_id).status == "accepted"
    [decision] = decision_records.read_decisions(home)
    assert (decision.decision, decision.load_id, decision.reason, decision.role) == ("withdraw", load_id, *WHY)


def test_the_version_before_counts_again(home: Home, tmp_path: Path) -> None:
    first = _admit_month(home, tmp_path, "2025-04", 3, "first.csv")
    second = _admit_month(home, tmp_path, "2025-04", 4, "second.csv")
    outcome = withdrawal.withdraw_load(home, "second.csv", *WHY)
    assert f"for 2025-04 counts first.csv ({first.load_id})" in outcome.sentence()
    assert _current_ids(home) == [first.load_id]
    assert month_versions.current_load(home, "ae", "2025-04") == ledger.read_load(home, str(first.load_id))
    undone = withdrawal.undo_withdrawal(home, "second.csv", "it was right", "data manager")
    assert undone is not None
    assert "it counts for 2025-04 again" in undone.sentence()
    assert _current_ids(home) == [second.load_id]


def test_an_undone_withdrawal_changes_no_order(home: Home, tmp_path: Path) -> None:
    """Rows that were corrected in the meantime stay corrected: the load comes back in its own place."""
    old, new = _admit_register(home, tmp_path, "2025-04"), _admit_register(home, tmp_path, "2025-05")
    withdrawal.withdraw_load(home, str(old.load_id), *WHY)
    assert _current_ids(home) == [new.load_id]
    outcome = withdrawal.undo_withdrawal(home, str(old.load_id), *WHY)
    assert outcome is not None
    assert "its rows count again" in outcome.sentence()
    assert _current_ids(home) == [old.load_id, new.load_id]
    assert admit(home) == []
    assert len(ledger.read_loads(home)) == 2, "no load was made"


def test_an_undone_withdrawal_of_a_superseded_version_says_how_it_counts(home: Home, tmp_path: Path) -> None:
    first = _admit_month(home, tmp_path, "2025-04", 3, "first.csv")
    second = _admit_month(home, tmp_path, "2025-04", 4, "second.csv")
    withdrawal.withdraw_load(home, "first.csv", *WHY)
    assert _current_ids(home) == [second.load_id]
    outcome = withdrawal.undo_withdrawal(home, "first.csv", *WHY)
    assert outcome is not None
    assert f"the same command again lets {first.load_id} count instead" in outcome.sentence()
    again = admit_landed(home, readmission.reinstate_load(home, "first.csv", *WHY))
    assert _current_ids(home) == [again.load_id]
    withdrawal.withdraw_load(home, str(again.load_id), *WHY)
    assert _current_ids(home) == [second.load_id], "withdrawing a reinstatement takes it back"


def test_what_was_known_earlier_is_known_with_its_withdrawals(home: Home, tmp_path: Path) -> None:
    load_id = str(_admit_register(home, tmp_path).load_id)
    moments = [datetime.now(UTC)]
    withdrawal.withdraw_load(home, load_id, *WHY)
    moments.append(datetime.now(UTC))
    withdrawal.undo_withdrawal(home, load_id, *WHY)
    moments.append(datetime.now(UTC))
    taken = decision_records.read_decisions(home)
    known = [withdrawals.find_withdrawn_ids(decision_records.as_known_at(taken, moment)) for moment in moments]
    assert known == [frozenset(), frozenset({load_id}), frozenset()]


@pytest.mark.parametrize(
    ("reason", "role", "text"),
    [
        ("", "data manager", "give the reason"),
        ("sent by mistake", " ", "give the role"),
        ("sent by mistake", "Ann Example", "a person's name"),
        ("Dr Smith asked for it", "data manager", "the reason names a person"),
        ("patient 999 000 0018", "data manager", "an NHS number or a date of birth"),
    ],
)
def test_a_withdrawal_names_a_reason_and_a_role_and_nobody(
    home: Home, tmp_path: Path, reason: str, role: str, text: str
) -> None:
    load_id = str(_admit_register(home, tmp_path).load_id)
    with pytest.raises(DecisionError, match=text):
        withdrawal.withdraw_load(home, load_id, reason, role)
    assert decision_records.read_decisions(home) == []


def test_what_does_not_count_cannot_be_withdrawn(home: Home, tmp_path: Path) -> None:
    load_id = str(_admit_register(home, tmp_path).load_id)
    [refused] = admit(home, [sheets.successions(("RAA", "RAA", "2025-04")).write(tmp_path, "wrong.csv")])
    assert refused.status == "quarantined"
    with pytest.raises(DecisionError, match="is quarantined, so it counts nowhere"):
        withdrawal.withdraw_load(home, str(refused.load_id), *WHY)
    with pytest.raises(DecisionError, match="there is no such load or file"):
        withdrawal.withdraw_load(home, "nothing.csv", *WHY)
    withdrawal.withdraw_load(home, load_id, *WHY)
    with pytest.raises(
        DecisionError, match=rf"was already withdrawn on \d{{4}}-\d\d-\d\d; `holdgain reinstate {load_id}`"
    ):
        withdrawal.withdraw_load(home, load_id, *WHY)
    assert withdrawal.undo_withdrawal(home, str(refused.load_id), *WHY) is None
    assert len(decision_records.read_decisions(home)) == 1


def test_the_same_bytes_again_are_reported_as_withdrawn(home: Home, tmp_path: Path) -> None:
    load_id = str(_admit_register(home, tmp_path).load_id)
    withdrawal.withdraw_load(home, load_id, *WHY)
    [again] = admit(home, [tmp_path / "successions-2025-04.csv"])
    assert (again.status, [reason.rule for reason in again.reasons]) == ("duplicate", ["held_withdrawn"])
    assert f"holdgain reinstate {load_id}" in again.reasons[0].advice
    assert _current_ids(home) == []


def test_no_month_is_compared_with_a_withdrawn_one(home: Home, tmp_path: Path) -> None:
    march = _admit_month(home, tmp_path, "2025-03")
    april = _admit_month(home, tmp_path, "2025-04")
    withdrawal.withdraw_load(home, str(april.load_id), *WHY)
    earlier = plausibility.find_earlier_load(home, "ae", "2025-05")
    assert earlier is not None
    assert earlier.load_id == march.load_id


def test_a_machine_that_stops_leaves_the_whole_withdrawal_or_none(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_id = str(_admit_register(home, tmp_path).load_id)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(decision_records, "write_file_durably", stop)
        with pytest.raises(KeyboardInterrupt):
            withdrawal.withdraw_load(home, load_id, *WHY)
    assert _current_ids(home) == [load_id]
    with monkeypatch.context() as patch:
        patch.setattr(withdrawal, "current_loads", stop)  # the first step after the record
        with pytest.raises(KeyboardInterrupt):
            withdrawal.withdraw_load(home, load_id, *WHY)
    assert _current_ids(home) == []
    assert admit(home) == [], "there is nothing to finish"


def test_a_damaged_withdrawal_is_reported_and_set_aside(home: Home, tmp_path: Path) -> None:
    from checks.review.damaged_records import list_damaged_entries, set_damaged_aside

    load_id = str(_admit_register(home, tmp_path).load_id)
    withdrawal.withdraw_load(home, load_id, *WHY)
    [path] = home.ledger.glob("decisions/*-withdraw.json")
    path.write_text(path.read_text(encoding="utf-8")[:40], encoding="utf-8")
    set_damaged_aside(home, lambda _: None)
    assert _current_ids(home) == [load_id]
    assert [entry.record for entry in list_damaged_entries(home)] == ["decision"]
