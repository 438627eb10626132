"""The record of every load: one small JSON file each, written whole, never changed but by `quarantine_retention`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from checks.contracts.problems import Reason
from checks.extracts import EXTRACTS
from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home
from checks.storage.json_records import DamagedRecord, list_set_aside, read_folder, read_record, set_aside

STATUSES = ("accepted", "quarantined")
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Load:
    """One load. `load_id` is the moment of receipt and the first twelve digits of the content's SHA-256."""

    load_id: str
    kind: str
    month: str | None
    file_name: str
    sha256: str
    received_at: str
    size: int
    rows: int
    status: str
    era: str
    is_sample: bool
    reasons: tuple[dict[str, Any], ...] = ()
    checks: tuple[dict[str, Any], ...] = ()
    encoding: str = ""
    sheet: str = ""
    compared_with: str = ""
    """The load of an earlier month that this one was held against; empty when there was none."""
    release: dict[str, Any] | None = None
    """The decision that made this load: the release of a quarantined one, or that a superseded one counts again."""
    called: str = ""
    """What the publisher calls the file, inside it or else in its name: provisional, revised or final."""
    lake_size: int = 0
    lake_sha256: str = ""
    """Size and hash of the rows' file in the lake; empty in entries older than these fields, and in quarantine."""
    reduced_at: str = ""
    """When the quarantined file was removed and its reasons were kept; empty while the file is there."""

    @property
    def partition(self) -> str:
        return f"{self.kind}|{self.month or self.received_at[:7]}"


@dataclass(frozen=True)
class RuleCheck:
    """What an entry keeps of one rule that was tried."""

    rule: str
    meaning: str
    severity: str
    is_met: bool
    failing: int
    examined: int


def record_load(home: Home, load: Load) -> None:
    """Write the load down; this is the moment from which it counts. What it vouches for must be on disk before."""
    text = json.dumps(asdict(load), indent=1, ensure_ascii=False)
    write_file_durably(home.ledger / f"{load.load_id}.json", text.encode())


def read_loads(home: Home) -> list[Load]:
    """Every load, in the order of receipt; damaged entries are left out."""
    return read_folder(home.ledger, _read_entry)[0]


def damaged(home: Home) -> list[DamagedRecord]:
    """The damaged entries that still lie in the ledger."""
    return read_folder(home.ledger, _read_entry)[1]


def set_damaged_aside(home: Home) -> list[Path]:
    """Move damaged entries out of the ledger; a load whose file is in the archive is then pending, and judged again."""
    return set_aside(home, home.ledger, _read_entry)


def set_aside_unresolved(home: Home) -> list[Path]:
    """The entries set aside for whose load the ledger has no other entry."""
    known = recorded_load_ids(home)
    return [path for path in list_set_aside(home, home.ledger) if path.name.split(".json")[0] not in known]


def loads_with_hash(home: Home, sha256: str) -> list[Load]:
    """The loads of these bytes, in the order of receipt; the other entries are not read."""
    candidates = (find(home, path.stem) for path in sorted(home.ledger.glob(f"*-{sha256[:12]}.json")))
    return [load for load in candidates if load and load.sha256 == sha256]


def read_load(home: Home, load_id: str) -> Load:
    """One load by its id. Raises FileNotFoundError when there is no entry, and DamagedRecord when it is damaged."""
    return _read_entry(home.ledger / f"{load_id}.json")


def find(home: Home, load_id: str) -> Load | None:
    """One load by its id; None when the ledger does not hold it, or holds a damaged entry."""
    try:
        return read_load(home, load_id)
    except (FileNotFoundError, DamagedRecord):
        return None


@cache
def _adapter() -> TypeAdapter[Load]:
    # fields that a later release has added are ignored, those that an older one lacked have defaults
    return TypeAdapter(Load)


@cache
def _part_adapter() -> TypeAdapter[tuple[tuple[Reason, ...], tuple[RuleCheck, ...]]]:
    return TypeAdapter(tuple[tuple[Reason, ...], tuple[RuleCheck, ...]])


def _read_entry(path: Path) -> Load:
    result = read_record(path, _adapter())
    if fault := _find_fault(result, path.stem):
        raise DamagedRecord(path, fault)
    return result


def _find_fault(load: Load, load_id: str) -> str:
    """What an entry of the right shape says that cannot be; empty when nothing."""
    try:
        _part_adapter().validate_python((load.reasons, load.checks))
        is_moment = datetime.fromisoformat(load.received_at).tzinfo is not None
    except ValidationError:
        return "its reasons or checks are not written as reasons and checks are"
    except ValueError:
        is_moment = False
    is_accepted = load.status == "accepted"
    # no values: of a damaged record nobody knows what they are
    faults = {
        "it names another load": load.load_id != load_id,
        "its status is not one that this release knows": load.status not in STATUSES,
        "its month is not written YYYY-MM": load.month is not None and not MONTH.fullmatch(load.month),
        "its moment of receipt is not a date and time": not is_moment,
        "its kind is not one that this release knows": is_accepted and load.kind not in EXTRACTS,
        "it has no month": is_accepted and not load.month and not _is_register(load.kind),
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")


def _is_register(kind: str) -> bool:
    return kind in EXTRACTS and EXTRACTS[kind].is_register


def recorded_load_ids(home: Home) -> set[str]:
    """The ids of all loads, from the file names alone."""
    return {path.stem for path in home.ledger.glob("*.json")}


def loads_known_at(loads: Iterable[Load], moment: datetime | None) -> list[Load]:
    """The loads that had been received by the moment (UTC); all of them without one."""
    if moment is None:
        return list(loads)
    limit = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return [load for load in loads if load.received_at <= limit]


def current_loads(loads: Iterable[Load], registers: frozenset[str]) -> list[Load]:
    """The accepted loads that count: the newest for each kind and month, and every load of a register."""
    newest: dict[tuple[str, str | None, str], Load] = {}
    for load in loads:
        if load.status == "accepted":
            own = load.load_id if load.kind in registers else ""
            newest[(load.kind, load.month, own)] = load
    return sorted(newest.values(), key=lambda load: (load.kind, load.month or "", load.load_id))


def find_replacement(loads: Iterable[Load], load: Load) -> Load | None:
    """The newest load that has been accepted for the month since; None while nothing has."""
    newer = [
        other
        for other in loads
        if other.status == "accepted"
        and (other.kind, other.month) == (load.kind, load.month)
        and other.load_id > load.load_id
    ]
    return newer[-1] if newer else None
