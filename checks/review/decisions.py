"""What people decide about a load, and where that is kept: beside the ledger's entries, written once, never changed.

The warnings of an accepted load are acknowledged. A quarantined load is released, or a superseded one reinstated: both
make a new load (`checks/review/readmission.py`), which names the decision. A quarantined file that would be removed
after some days (`checks/review/quarantine_retention.py`) is kept.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from checks.contracts.problems import UsageError
from checks.privacy.personal_text import is_person_as_role, names_person, tells_of_patient
from checks.storage import ledger
from checks.storage.archive import parse_stamp
from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home, format_stamp
from checks.storage.json_records import DamagedRecord, list_set_aside, read_folder, read_record, set_aside
from checks.storage.ledger import Load
from checks.storage.load_ids import LoadClock
from checks.storage.quarantine import is_unread

ACCEPT, RELEASE, REINSTATE, KEEP = "accept", "release", "reinstate", "keep"
READMITTING_DECISIONS = (RELEASE, REINSTATE)


class DecisionError(UsageError):
    """The decision cannot be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Decision:
    """Who (in which role) decided what about which load, and why; `new_load_id` is the load that comes of it."""

    decision: str
    load_id: str
    reason: str
    role: str
    decided_at: str
    new_load_id: str = ""


FIELDS = frozenset(field.name for field in fields(Decision))


def _decisions_folder(home: Home) -> Path:
    return home.ledger / "decisions"


def read_decisions(home: Home) -> list[Decision]:
    """Every decision, in the order in which they were taken; damaged records are left out."""
    return read_folder(_decisions_folder(home), _read_decision)[0]


def damaged(home: Home) -> list[DamagedRecord]:
    """The damaged decisions that still lie where decisions are kept."""
    return read_folder(_decisions_folder(home), _read_decision)[1]


def set_damaged_aside(home: Home) -> list[Path]:
    """Move damaged decisions out of the ledger."""
    return set_aside(home, _decisions_folder(home), _read_decision)


def list_damaged_aside(home: Home) -> list[Path]:
    """The decisions that were set aside; people take them again, then remove the damaged record."""
    return list(list_set_aside(home, _decisions_folder(home)))


def as_known_at(decisions: Iterable[Decision], moment: datetime | None) -> list[Decision]:
    """The decisions that had been taken by the moment (UTC); all of them without one."""
    limit = moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None
    return [decision for decision in decisions if limit is None or decision.decided_at <= limit]


@cache
def _adapter() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)


def _read_decision(path: Path) -> Decision:
    result = read_record(path, _adapter())
    if result.decision not in (ACCEPT, KEEP, *READMITTING_DECISIONS):
        raise DamagedRecord(path, f"its decision is {result.decision!r}")
    return result


def record_decision(home: Home, decision: Decision) -> Decision:
    """Write the decision down; this is the moment from which it stands."""
    name = decision.new_load_id or f"{format_stamp(datetime.fromisoformat(decision.decided_at))}-{decision.load_id}"
    text = json.dumps(asdict(decision), indent=1, ensure_ascii=False)
    home.make_folder(_decisions_folder(home))
    write_file_durably(_decisions_folder(home) / f"{name}-{decision.decision}.json", text.encode())
    return decision


def find_readmitting_decision(home: Home, load_id: str) -> Decision | None:
    """The decision that made this load, when one did."""
    paths = (_decisions_folder(home) / f"{load_id}-{decision}.json" for decision in READMITTING_DECISIONS)
    for path in paths:
        with contextlib.suppress(FileNotFoundError, DamagedRecord):
            return _read_decision(path)
    return None


def find_load(home: Home, named: str) -> Load:
    """The newest load of this id, the beginning of one, or this file name; Raises DecisionError when there is none."""
    return _find_among_loads(ledger.read_loads(home), named)


def _find_among_loads(loads: Sequence[Load], named: str) -> Load:
    wanted = Path(named).name
    for fits in (
        lambda load: wanted in (load.load_id, f"{load.load_id}-{load.file_name}"),
        lambda load: len(wanted) >= len("20260131T") and load.load_id.startswith(wanted),
        lambda load: load.file_name == wanted,
    ):
        if matching := [load for load in loads if fits(load)]:
            if len(matching) > 1 and matching[-1].file_name != wanted:
                raise DecisionError(f"{named} is the beginning of {len(matching)} loads; write more of the id")
            return matching[-1]
    raise DecisionError(f"{named}: the ledger holds no such load or file; `holdgain status --json` lists them")


def acknowledge_warnings(
    home: Home, named: Sequence[str], reason: str, role: str, kind: str | None = None
) -> list[Decision]:
    """Acknowledge the warnings of the loads named, or of all loads of the kind; all of them or none.

    Raises DecisionError when there is nothing to acknowledge.
    """
    reason, role = validated_text("reason", reason), validated_text("role", role)
    # the lock under which every other moment is given: decisions are kept in the order in which they were taken
    with home.lock("land"):
        chosen, clock = _chosen(home, named, kind), LoadClock.of(home)
        return [
            record_decision(home, Decision(ACCEPT, load_id, reason, role, parse_stamp(clock.next_stamp())))
            for load_id in dict.fromkeys(load.load_id for load in chosen)
        ]


def _chosen(home: Home, named: Sequence[str], kind: str | None) -> list[Load]:
    loads = ledger.read_loads(home)
    chosen = [_find_among_loads(loads, item) for item in named] or list(
        loads_with_unacknowledged_warnings(home, loads, kind)
    )
    if not chosen:
        raise DecisionError(f"no warning{f' of {kind}' if kind else ''} waits to be acknowledged")
    for load in chosen:
        _check_acceptable(load)
    return chosen


def keep(home: Home, named: str, reason: str, role: str) -> Decision:
    """Keep a quarantined file that would be reduced to its reasons after some days.

    Raises DecisionError when there is no such file, or no need.
    """
    reason, role = validated_text("reason", reason), validated_text("role", role)
    with home.lock("land"):
        load = _find_among_loads(ledger.read_loads(home), named)
        if load.reduced_at:
            raise DecisionError(
                f"load {load.load_id} was reduced to its reasons on {load.reduced_at:.10}: its file is gone"
            )
        if load.status != "quarantined" or not (home.quarantine / f"{load.load_id}-{load.file_name}").exists():
            raise DecisionError(f"{load.file_name} ({load.load_id}) is not in quarantine: there is nothing to keep")
        if not is_unread(load):
            raise DecisionError(f"{load.file_name} ({load.load_id}) is of a known layout: it is kept as it is")
        if any(decision.decision == KEEP and decision.load_id == load.load_id for decision in read_decisions(home)):
            raise DecisionError(f"{load.file_name} ({load.load_id}) is kept already")
        return record_decision(
            home, Decision(KEEP, load.load_id, reason, role, parse_stamp(LoadClock.of(home).next_stamp()))
        )


def _check_acceptable(load: Load) -> None:
    if load.status != "accepted":
        raise DecisionError(f"{load.file_name} is quarantined: only the warnings of an accepted load are acknowledged")
    if not list_warnings(load):
        raise DecisionError(f"{load.file_name} ({load.load_id}) has no warnings to acknowledge")


def loads_with_unacknowledged_warnings(home: Home, loads: Iterable[Load], kind: str | None = None) -> list[Load]:
    """The accepted loads whose warnings nobody has acknowledged, of one kind or of all."""
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


def validated_text(what: str, text: str) -> str:
    """The words on one line. Raises DecisionError for none, and for what names a person or tells of a patient."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if not plain:
        raise DecisionError(f"say the {what}: it is kept in the record")
    if what == "role" and ("@" in plain or is_person_as_role(plain)):
        raise DecisionError("the role reads like somebody's name: write what they are, for example 'data manager'")
    if tells_of_patient(plain):
        raise DecisionError(f"the {what} gives an NHS number or a date of birth: it would be kept in the record")
    if what == "reason" and names_person(plain):
        raise DecisionError("the reason names a person, and it is published: write their role instead")
    return plain[:1000]
