"""People's decisions about loads, stored beside the ledger entries, written once and never changed.

People acknowledge the warnings of an accepted load, withdraw it (`checks/review/withdrawal.py`), release a quarantined
load or reinstate a superseded one; the last two create a new load that names the decision
(`checks/review/readmission.py`). They can also keep a quarantined file that would otherwise be removed after some days
(`checks/review/quarantine_retention.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from checks.contracts.problems import UsageError
from checks.privacy.personal_text import is_person_as_role, names_person, tells_of_patient
from checks.storage import ledger
from checks.storage.archive import parse_stamp
from checks.storage.decision_records import ACCEPT, KEEP, Decision, read_decisions, record_decision
from checks.storage.home import Home
from checks.storage.ledger import WITHDRAWN, Load
from checks.storage.load_ids import LoadClock
from checks.storage.quarantine import is_unread
from checks.storage.withdrawals import read_loads_as_decided


class DecisionError(UsageError):
    """Raised when a decision cannot be taken; the message says why and what to do."""


def find_load(home: Home, named: str) -> Load:
    """Find the newest load by its id, the start of its id or its file name. Raises DecisionError if there is none."""
    return _find_among_loads(read_loads_as_decided(home), named)


def find_loads(home: Home, named: str, status: str) -> list[Load]:
    """Find the loads with this status of the file with several months that is named, or else one load of any status.

    If several files have the name, the newest is used. Raises DecisionError if there is no such file or load.
    """
    loads, wanted = read_loads_as_decided(home), Path(named).name
    parts = [load for load in loads if is_file_with_months(load, named)]
    newest = max((load.origin.file_id for load in parts if load.origin), default="")
    if not parts or any(load.file_name == wanted and load.load_id > newest for load in loads):
        return [_find_among_loads(loads, named)]
    of_file = [load for load in parts if load.origin and load.origin.file_id == newest]
    return [load for load in of_file if load.status == status] or of_file[:1]


def is_file_with_months(load: Load, named: str) -> bool:
    """Whether the load is a month of the file with several months that is named, by its id or its file name."""
    return load.origin is not None and Path(named).name in (load.origin.file_id, load.origin.file_name)


def _find_among_loads(loads: Sequence[Load], named: str) -> Load:
    wanted = Path(named).name
    for fits in (
        lambda load: wanted in (load.load_id, f"{load.load_id}-{load.file_name}"),
        lambda load: len(wanted) >= len("20260131T") and load.load_id.startswith(wanted),
        lambda load: load.file_name == wanted,
    ):
        if matching := [load for load in loads if fits(load)]:
            if len(matching) > 1 and matching[-1].file_name != wanted:
                raise DecisionError(f"{named} is the beginning of {len(matching)} loads; give more of the id")
            return matching[-1]
    raise DecisionError(f"{named}: there is no such load or file in the ledger; `holdgain status --json` lists them")


def acknowledge_warnings(
    home: Home, named: Sequence[str], reason: str, role: str, kind: str | None = None
) -> list[Decision]:
    """Acknowledge the warnings of the loads named, or of all loads of the kind, in one go.

    Raises DecisionError, before recording anything, if there is nothing to acknowledge.
    """
    reason, role = validate_text("reason", reason), validate_text("role", role)
    # timestamps are issued under this lock, so that decisions are stored in the order taken
    with home.lock("land"):
        chosen, clock = _chosen(home, named, kind), LoadClock.of(home)
        return [
            record_decision(home, Decision(ACCEPT, load_id, reason, role, parse_stamp(clock.next_stamp())))
            for load_id in dict.fromkeys(load.load_id for load in chosen)
        ]


def _chosen(home: Home, named: Sequence[str], kind: str | None) -> list[Load]:
    loads = read_loads_as_decided(home)
    chosen = [_find_among_loads(loads, item) for item in named] or list(
        loads_with_unacknowledged_warnings(home, loads, kind)
    )
    if not chosen:
        raise DecisionError(f"there is no warning{f' of {kind}' if kind else ''} to acknowledge")
    for load in chosen:
        _check_acceptable(load)
    return chosen


def keep(home: Home, named: str, reason: str, role: str) -> Decision:
    """Keep a quarantined file that would otherwise be reduced to its reasons after some days.

    Raises DecisionError if there is no such file or no need to keep it.
    """
    reason, role = validate_text("reason", reason), validate_text("role", role)
    with home.lock("land"):
        load = _find_among_loads(ledger.read_loads(home), named)
        if load.reduced_at:
            raise DecisionError(
                f"load {load.load_id} was reduced to its reasons on {load.reduced_at:.10}: its file is gone"
            )
        if load.status != "quarantined" or not (home.quarantine / f"{load.load_id}-{load.file_name}").exists():
            raise DecisionError(f"{load.file_name} ({load.load_id}) is not in quarantine: there is nothing to keep")
        if not is_unread(load):
            raise DecisionError(
                f"{load.file_name} ({load.load_id}) has a known layout: it is never removed automatically"
            )
        if any(decision.decision == KEEP and decision.load_id == load.load_id for decision in read_decisions(home)):
            raise DecisionError(f"{load.file_name} ({load.load_id}) is already kept")
        return record_decision(
            home, Decision(KEEP, load.load_id, reason, role, parse_stamp(LoadClock.of(home).next_stamp()))
        )


def _check_acceptable(load: Load) -> None:
    if load.status == WITHDRAWN:
        raise DecisionError(f"{load.file_name} ({load.load_id}) is withdrawn: its warnings no longer affect any figure")
    if load.status != "accepted":
        raise DecisionError(f"{load.file_name} is quarantined: only the warnings of an accepted load are acknowledged")
    if not list_warnings(load):
        raise DecisionError(f"{load.file_name} ({load.load_id}) has no warnings to acknowledge")


def loads_with_unacknowledged_warnings(home: Home, loads: Iterable[Load], kind: str | None = None) -> list[Load]:
    """Select accepted loads with warnings that nobody has acknowledged, of one kind or of all kinds."""
    done = {decision.load_id for decision in read_decisions(home) if decision.decision == ACCEPT}
    return [
        load
        for load in loads
        if load.status == "accepted"
        and load.load_id not in done
        and load.kind == (kind or load.kind)
        and list_warnings(load)
    ]


def list_warnings(load: Load) -> list[str]:
    return [str(reason["message"]) for reason in load.reasons if reason["severity"] == "warning"]


def validate_text(what: str, text: str) -> str:
    """Return the text on one line. Raises DecisionError if it is empty, names a person or identifies a patient."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if not plain:
        raise DecisionError(f"give the {what}: it is recorded with the decision")
    if what == "role" and ("@" in plain or is_person_as_role(plain)):
        raise DecisionError("the role looks like a person's name: write a job title, for example 'data manager'")
    if tells_of_patient(plain):
        raise DecisionError(f"the {what} contains an NHS number or a date of birth, and would be recorded")
    if what == "reason" and names_person(plain):
        raise DecisionError("the reason names a person, and it is published: write their role instead")
    return plain[:1000]
