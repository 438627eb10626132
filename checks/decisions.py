"""What people decide about a load: to acknowledge its warnings, or to release it although it looks implausible.

A decision is a small file beside the ledger's entries, written once and never changed. A release moves the file from
quarantine into the archive, as a new load that names the decision; the quarantined load stays in the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from checks import ledger, plausibility
from checks.archive import Landed, moment, take
from checks.home import Home, stamp, write_whole
from checks.ledger import Load
from checks.reasons import UsageError

ACCEPT, RELEASE = "accept", "release"


class DecisionError(UsageError):
    """The decision cannot be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Decision:
    """Who (in which role) decided what about which load, and why; `new_load_id` is what a release makes of it."""

    decision: str
    load_id: str
    reason: str
    role: str
    decided_at: str
    new_load_id: str = ""


def _folder(home: Home) -> Path:
    return home.ledger / "decisions"


def decisions(home: Home) -> list[Decision]:
    """Every decision, in the order in which they were taken."""
    return [_read(path) for path in sorted(_folder(home).glob("*.json"))]


def _read(path: Path) -> Decision:
    return Decision(**json.loads(path.read_text(encoding="utf-8")))


def _record(home: Home, name: str, decision: Decision) -> Decision:
    write_whole(_folder(home) / f"{name}.json", json.dumps(asdict(decision), indent=1, ensure_ascii=False).encode())
    return decision


def release_of(home: Home, load_id: str) -> Decision | None:
    """The decision that made this load, when a release did."""
    path = _folder(home) / f"{load_id}-{RELEASE}.json"
    return _read(path) if path.exists() else None


def find(home: Home, named: str) -> Load:
    """The newest load of this id, the beginning of one, or this file name; Raises DecisionError when there is none."""
    wanted = Path(named).name
    loads = ledger.loads(home)
    for fits in (
        lambda load: wanted in (load.load_id, f"{load.load_id}-{load.file_name}"),
        lambda load: len(wanted) >= len("20260131T") and load.load_id.startswith(wanted),
        lambda load: load.file_name == wanted,
    ):
        if found := [load for load in loads if fits(load)]:
            return found[-1]
    raise DecisionError(f"{named}: the ledger holds no such load or file; `holdgain status --json` lists them")


def accept(home: Home, named: str, reason: str, role: str) -> Decision:
    """Acknowledge the warnings of an accepted load. Raises DecisionError when there is nothing to acknowledge."""
    load = find(home, named)
    if load.status != "accepted":
        raise DecisionError(f"{load.file_name} is quarantined: only the warnings of an accepted load are acknowledged")
    if not warnings(load):
        raise DecisionError(f"{load.file_name} ({load.load_id}) has no warnings to acknowledge")
    now = stamp()
    decision = Decision(ACCEPT, load.load_id, _said("reason", reason), _said("role", role), moment(now))
    return _record(home, f"{now}-{ACCEPT}-{load.load_id}", decision)


def warnings(load: Load) -> list[str]:
    return [str(reason["message"]) for reason in load.reasons if reason["severity"] == "warning"]


def _said(what: str, text: str) -> str:
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if not plain:
        raise DecisionError(f"say the {what}: it is kept in the record")
    return plain[:1000]


def release(home: Home, named: str, reason: str, role: str) -> Landed:
    """Take a file out of quarantine; it then waits in the archive to be judged by its contract alone.

    Raises DecisionError when more than plausibility stands against it, or when it has been dealt with since.
    """
    with home.lock("land"):
        finish(home)
        load = find(home, named)
        _check_releasable(home, load)
        now = stamp()
        new = f"{now}-{load.load_id.split('-')[1]}"
        decision = Decision(RELEASE, load.load_id, _said("reason", reason), _said("role", role), moment(now), new)
        _record(home, f"{new}-{RELEASE}", decision)
        return _carry_out(home, decision, load)


def _check_releasable(home: Home, load: Load) -> None:
    told = f"{load.file_name} ({load.load_id})"
    if load.status != "quarantined":
        raise DecisionError(f"{told} is not quarantined: there is nothing to release")
    if not plausibility.is_releasable(load):
        hard = sorted({reason["rule"] for reason in load.reasons if reason["severity"] == "critical"})
        raise DecisionError(
            f"{told} breaks its contract ({', '.join(hard)}) and cannot be released: correct it at its source. "
            "Only a file that is whole and does not look plausible can be"
        )
    if not _in_quarantine(home, load).exists():
        raise DecisionError(f"{told} is no longer in quarantine; drop the file into the inbox again")
    newer = [other for other in ledger.loads(home) if other.load_id > load.load_id and _replaces(other, load)]
    if newer:
        raise DecisionError(
            f"{told}: {newer[-1].file_name} has been accepted for {load.month} since; it would be undone"
        )


def _replaces(other: Load, load: Load) -> bool:
    return other.status == "accepted" and (other.kind, other.month) == (load.kind, load.month)


def _in_quarantine(home: Home, load: Load) -> Path:
    return home.quarantine / f"{load.load_id}-{load.file_name}"


def _carry_out(home: Home, decision: Decision, load: Load) -> Landed:
    source = _in_quarantine(home, load)
    month = load.month or load.received_at[:7]
    target = home.archive / load.kind / month / f"{decision.new_load_id}-{load.file_name}"
    if source.exists():
        take(home, source, target, is_ours=True)
    source.with_name(f"{source.name}.reasons.json").unlink(missing_ok=True)
    return Landed(load.kind, month, target)


def finish(home: Home) -> None:
    """Carry out what was decided just before the machine stopped."""
    for decision in _unfinished(home, decisions(home)):
        _carry_out(home, decision, ledger.load(home, decision.load_id))


def _unfinished(home: Home, found: Sequence[Decision]) -> list[Decision]:
    left = {path.name for path in home.quarantine.iterdir()}
    releases = [decision for decision in found if decision.decision == RELEASE]
    return [each for each in releases if any(name.startswith(each.load_id) for name in left)]
