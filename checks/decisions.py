"""What people decide about a load, and where that is kept: beside the ledger's entries, written once, never changed.

The warnings of an accepted load are acknowledged. A quarantined load is released, or a superseded one reinstated: both
make a new load (`checks/readmission.py`), which names the decision.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from checks import ledger
from checks.archive import moment
from checks.durable_files import write_file_durably
from checks.home import Home, stamp
from checks.json_records import DamagedRecord, list_set_aside, read_folder, read_record, set_aside
from checks.ledger import Load
from checks.reasons import UsageError

ACCEPT, RELEASE, REINSTATE = "accept", "release", "reinstate"
READMITTING = (RELEASE, REINSTATE)
TITLED = re.compile(r"\b(mr|mrs|ms|miss|dr|prof)\b\.? |@", re.IGNORECASE)
NAMED = re.compile(r"[^\W\d_][\w'’-]*( \w\.?)?( [^\W\d_][\w'’-]*){1,2}")
ROLES = re.compile(
    r"admin|advis|analy|assistant|audit|board|business|chair|chief|clerk|clinic|consultant|control|co-?ordinator|data|"
    r"develop|director|doctor|engineer|executive|fellow|finance|govern|head|improve|informat|intelligence|lead|manage|"
    r"matron|medical|member|nurs|offic|operat|owner|partner|perform|plan|practi|programme|project|publish|quality|"
    r"regist|report|research|secretary|service|special|statistic|steward|student|superv|support|surgeon|team|train",
    re.IGNORECASE,
)
"""Beginnings of words of which a role of two or three words has one."""


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


def _folder(home: Home) -> Path:
    return home.ledger / "decisions"


def decisions(home: Home) -> list[Decision]:
    """Every decision, in the order in which they were taken; damaged records are left out."""
    return read_folder(_folder(home), _read)[0]


def damaged(home: Home) -> list[DamagedRecord]:
    """The damaged decisions that still lie where decisions are kept."""
    return read_folder(_folder(home), _read)[1]


def set_damaged_aside(home: Home) -> list[Path]:
    """Move damaged decisions out of the ledger."""
    return set_aside(home, _folder(home), _read)


def list_damaged_aside(home: Home) -> list[Path]:
    """The decisions that were set aside; people take them again, then remove the damaged record."""
    return list(list_set_aside(home, _folder(home)))


def as_known_at(found: Iterable[Decision], moment: datetime | None) -> list[Decision]:
    """The decisions that had been taken by the moment (UTC); all of them without one."""
    limit = moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None
    return [decision for decision in found if limit is None or decision.decided_at <= limit]


@cache
def _adapter() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)


def _read(path: Path) -> Decision:
    found = read_record(path, _adapter())
    if found.decision not in (ACCEPT, *READMITTING):
        raise DamagedRecord(path, f"its decision is {found.decision!r}")
    return found


def record(home: Home, decision: Decision) -> Decision:
    """Write the decision down; this is the moment from which it stands."""
    name = decision.new_load_id or f"{stamp()}-{decision.load_id}"
    text = json.dumps(asdict(decision), indent=1, ensure_ascii=False)
    home.make_folder(_folder(home))
    write_file_durably(_folder(home) / f"{name}-{decision.decision}.json", text.encode())
    return decision


def behind(home: Home, load_id: str) -> Decision | None:
    """The decision that made this load, when one did."""
    paths = (_folder(home) / f"{load_id}-{decision}.json" for decision in READMITTING)
    for path in paths:
        with contextlib.suppress(FileNotFoundError, DamagedRecord):
            return _read(path)
    return None


def find(home: Home, named: str) -> Load:
    """The newest load of this id, the beginning of one, or this file name; Raises DecisionError when there is none."""
    return _find(ledger.loads(home), named)


def _find(loads: Sequence[Load], named: str) -> Load:
    wanted = Path(named).name
    for fits in (
        lambda load: wanted in (load.load_id, f"{load.load_id}-{load.file_name}"),
        lambda load: len(wanted) >= len("20260131T") and load.load_id.startswith(wanted),
        lambda load: load.file_name == wanted,
    ):
        if found := [load for load in loads if fits(load)]:
            if len(found) > 1 and found[-1].file_name != wanted:
                raise DecisionError(f"{named} is the beginning of {len(found)} loads; write more of the id")
            return found[-1]
    raise DecisionError(f"{named}: the ledger holds no such load or file; `holdgain status --json` lists them")


def accept(home: Home, named: Sequence[str], reason: str, role: str, kind: str | None = None) -> list[Decision]:
    """Acknowledge the warnings of the loads named, or of all loads of the kind; all of them or none.

    Raises DecisionError when there is nothing to acknowledge.
    """
    reason, role = said("reason", reason), said("role", role)
    loads = ledger.loads(home)
    chosen = [_find(loads, one) for one in named] or list(unacknowledged(home, loads, kind))
    if not chosen:
        raise DecisionError(f"no warning{f' of {kind}' if kind else ''} waits to be acknowledged")
    for load in chosen:
        _check_acceptable(load)
    return [
        record(home, Decision(ACCEPT, load_id, reason, role, moment(stamp())))
        for load_id in dict.fromkeys(load.load_id for load in chosen)
    ]


def _check_acceptable(load: Load) -> None:
    if load.status != "accepted":
        raise DecisionError(f"{load.file_name} is quarantined: only the warnings of an accepted load are acknowledged")
    if not warnings(load):
        raise DecisionError(f"{load.file_name} ({load.load_id}) has no warnings to acknowledge")


def unacknowledged(home: Home, loads: Iterable[Load], kind: str | None = None) -> list[Load]:
    """The accepted loads whose warnings nobody has acknowledged, of one kind or of all."""
    done = {each.load_id for each in decisions(home) if each.decision == ACCEPT}
    return [
        load
        for load in loads
        if load.status == "accepted"
        and load.load_id not in done
        and load.kind == (kind or load.kind)
        and warnings(load)
    ]


def warnings(load: Load) -> list[str]:
    return [str(reason["message"]) for reason in load.reasons if reason["severity"] == "warning"]


def said(what: str, text: str) -> str:
    """The words on one line. Raises DecisionError for none, and for a role that reads like the name of a person."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if not plain:
        raise DecisionError(f"say the {what}: it is kept in the record")
    if what == "role" and (TITLED.search(plain) or (NAMED.fullmatch(plain) and not ROLES.search(plain))):
        raise DecisionError("the role reads like somebody's name: write what they are, for example 'data manager'")
    return plain[:1000]
