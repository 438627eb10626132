"""Loads that a decision admits again: a quarantined one is released, a superseded one reinstated.

Each makes a new load of the same bytes, received at the moment of the decision, which counts from then on. The load it
comes of stays in the ledger, so that what was known at an earlier moment can still be told.
"""

from __future__ import annotations

from pathlib import Path

from checks.review.decisions import (
    READMITTING_DECISIONS,
    REINSTATE,
    RELEASE,
    Decision,
    DecisionError,
    find_load,
    read_decisions,
    record_decision,
    validated_text,
)
from checks.storage import ledger
from checks.storage.archive import ArchivedFile, move_or_copy_file, parse_stamp
from checks.storage.durable_files import remove_file_durably
from checks.storage.home import Home
from checks.storage.ledger import Load
from checks.storage.load_ids import LoadClock
from checks.validation import plausibility


def release_load(home: Home, named: str, reason: str, role: str) -> ArchivedFile:
    """Take a file out of quarantine; it then waits in the archive to be judged by its contract alone.

    Raises DecisionError when more than plausibility stands against it, or when it has been dealt with since.
    """
    with home.lock("land"):
        finish_readmissions(home)
        load = find_load(home, named)
        _check_releasable(home, load)
        return _record_and_copy(home, RELEASE, load, reason, role)


def reinstate_load(home: Home, named: str, reason: str, role: str) -> ArchivedFile:
    """Let a version that was superseded count again; its copy waits in the archive to be judged.

    Raises DecisionError when it counts as it is, or was never accepted.
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
        decision, load.load_id, validated_text("reason", reason), validated_text("role", role), parse_stamp(now), new
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
    if newer := ledger.find_replacement(ledger.read_loads(home), load):
        raise DecisionError(
            f"{_describe_load(load)}: {newer.file_name} has been accepted for {load.month} since; it would be undone"
        )


def _check_superseded(home: Home, load: Load) -> None:
    if load.status != "accepted":
        raise DecisionError(f"{_describe_load(load)} is quarantined: only a version that has counted can be reinstated")
    newer = ledger.find_replacement(ledger.read_loads(home), load) if load.month else None
    if newer is None or newer.sha256 == load.sha256:
        raise DecisionError(f"{_describe_load(load)} counts as it is: nothing has superseded it")
    if not _find_file_of_load(home, REINSTATE, load):
        raise DecisionError(f"{_describe_load(load)} is no longer in the archive; drop the file into the inbox again")


def _find_file_of_load(home: Home, decision: str, load: Load) -> Path | None:
    """Where the file of the load lies."""
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
    """Carry out what was decided just before the machine stopped."""
    known = ledger.recorded_load_ids(home)
    for decision in read_decisions(home):
        if decision.decision not in READMITTING_DECISIONS or _is_carried_out(home, decision, known):
            continue
        # the entry that was decided on may be damaged: then the decision waits until it is there again
        if load := ledger.find(home, decision.load_id):
            _carry_out(home, decision, load)


def _is_carried_out(home: Home, decision: Decision, known: set[str]) -> bool:
    if decision.decision == RELEASE:
        return not any(path.name.startswith(decision.load_id) for path in home.quarantine.iterdir())
    return decision.new_load_id in known or any(home.archive.glob(f"*/*/{decision.new_load_id}-*"))
