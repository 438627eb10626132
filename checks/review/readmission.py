"""Readmission by decision: a quarantined load is released, or a superseded load is reinstated.

Either creates a new load of the same bytes, received at the time of the decision, which counts from then on. The
original load stays in the ledger, so that the warehouse can still be rebuilt as it was known earlier.
"""

from __future__ import annotations

from pathlib import Path

from checks.review.decisions import DecisionError, find_load, validate_text
from checks.storage import ledger
from checks.storage.archive import ArchivedFile, move_or_copy_file, parse_stamp
from checks.storage.decision_records import (
    READMITTING_DECISIONS,
    REINSTATE,
    RELEASE,
    Decision,
    read_decisions,
    record_decision,
)
from checks.storage.durable_files import remove_file_durably
from checks.storage.home import Home
from checks.storage.ledger import WITHDRAWN, Load
from checks.storage.load_ids import LoadClock
from checks.storage.load_selection import find_replacement
from checks.storage.month_vintages import current_loads
from checks.storage.withdrawals import read_loads_as_decided
from checks.validation import plausibility


def release_load(home: Home, named: str, reason: str, role: str) -> ArchivedFile:
    """Move a file from quarantine to the archive, where it waits to be checked against its contract alone.

    Raises DecisionError if it failed more than plausibility, or has been dealt with since.
    """
    with home.lock("land"):
        finish_readmissions(home)
        load = find_load(home, named)
        _check_releasable(home, load)
        return _record_and_copy(home, RELEASE, load, reason, role)


def reinstate_load(home: Home, named: str, reason: str, role: str) -> ArchivedFile:
    """Let a superseded version count again; a copy waits in the archive to be checked.

    Raises DecisionError if it already counts or was never accepted.
    """
    with home.lock("land"):
        finish_readmissions(home)
        load = find_load(home, named)
        _check_superseded(home, load)
        return _record_and_copy(home, REINSTATE, load, reason, role)


def _record_and_copy(home: Home, decision: str, load: Load, reason: str, role: str) -> ArchivedFile:
    now = LoadClock.of(home).next_stamp()
    new = f"{now}-{load.load_id.split('-')[1]}"
    new_decision = Decision(
        decision, load.load_id, validate_text("reason", reason), validate_text("role", role), parse_stamp(now), new
    )
    return _carry_out(home, record_decision(home, new_decision), load)


def _describe_load(load: Load) -> str:
    return f"{load.file_name} ({load.load_id})"


def _check_releasable(home: Home, load: Load) -> None:
    if load.reduced_at:
        raise DecisionError(
            f"load {load.load_id} was reduced to its reasons on {load.reduced_at:.10}: its file is gone. "
            "Drop the file into the inbox again"
        )
    if load.status != "quarantined":
        raise DecisionError(f"{_describe_load(load)} is not quarantined: there is nothing to release")
    if not plausibility.is_releasable(load):
        hard = sorted({reason["rule"] for reason in load.reasons if reason["severity"] == "critical"})
        raise DecisionError(
            f"{_describe_load(load)} breaks its contract ({', '.join(hard)}) and cannot be released: "
            "correct it at its source. Only a file that is whole and does not look plausible can be"
        )
    if not _find_file_of_load(home, RELEASE, load):
        raise DecisionError(f"{_describe_load(load)} is no longer in quarantine; drop the file into the inbox again")
    if newer := find_replacement(read_loads_as_decided(home), load):
        raise DecisionError(
            f"{_describe_load(load)}: {newer.file_name} has been accepted for {load.month} since, and would be replaced"
        )


def _check_superseded(home: Home, load: Load) -> None:
    if load.status == WITHDRAWN:
        raise DecisionError(f"{_describe_load(load)} is withdrawn: first undo that with the same command")
    if load.status != "accepted":
        raise DecisionError(f"{_describe_load(load)} is quarantined: only a version that has counted can be reinstated")
    current = current_loads(read_loads_as_decided(home), frozenset()) if load.month else []
    counting = next((other for other in current if (other.kind, other.month) == (load.kind, load.month)), None)
    if counting is None or counting.sha256 == load.sha256:
        raise DecisionError(f"{_describe_load(load)} already counts: nothing has superseded it")
    if not _find_file_of_load(home, REINSTATE, load):
        raise DecisionError(f"{_describe_load(load)} is no longer in the archive; drop the file into the inbox again")


def _find_file_of_load(home: Home, decision: str, load: Load) -> Path | None:
    """Return the path of the load's file; None if it is gone."""
    if decision == RELEASE:
        path = home.quarantine / f"{load.load_id}-{load.file_name}"
        return path if path.exists() else None
    return next(home.archive.glob(f"{load.kind}/*/{load.load_id}-*"), None)


def _carry_out(home: Home, decision: Decision, load: Load) -> ArchivedFile:
    source = _find_file_of_load(home, decision.decision, load)
    month = load.month or load.received_at[:7]
    target = home.archive / load.kind / month / f"{decision.new_load_id}-{load.file_name}"
    if source:
        move_or_copy_file(home, source, target, is_ours=decision.decision == RELEASE)
    if decision.decision == RELEASE:
        remove_file_durably(home.quarantine / f"{load.load_id}-{load.file_name}.reasons.json")
    return ArchivedFile(load.kind, month, target)


def finish_readmissions(home: Home) -> None:
    """Carry out decisions that were recorded just before the machine stopped."""
    known = ledger.recorded_load_ids(home)
    for decision in read_decisions(home):
        # a reinstatement without a new load undoes a withdrawal, and recording it is all there is to do
        if decision.decision not in READMITTING_DECISIONS or not decision.new_load_id:
            continue
        if _is_carried_out(home, decision, known):
            continue
        # if the original entry is damaged, the decision waits until it is restored
        if load := ledger.find(home, decision.load_id):
            _carry_out(home, decision, load)


def _is_carried_out(home: Home, decision: Decision, known: set[str]) -> bool:
    if decision.decision == RELEASE:
        return not any(path.name.startswith(decision.load_id) for path in home.quarantine.iterdir())
    return decision.new_load_id in known or any(home.archive.glob(f"*/*/{decision.new_load_id}-*"))
