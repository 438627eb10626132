"""The ledger: one small JSON file per load, written whole and changed only by `quarantine_retention`."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
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
WITHDRAWN = "withdrawn"
"""The status of an accepted load after a decision has withdrawn it. No entry has it: `withdrawals.py` gives it."""
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class FileOrigin:
    """The file that a load is one month of: its id, name and hash, its number of months, and the month's lines."""

    file_id: str
    file_name: str
    sha256: str
    months: int
    first_line: int
    last_line: int


@dataclass(frozen=True)
class Load:
    """One load. `load_id` is its time of receipt and the first 12 hex digits of its SHA-256; `size` is in bytes."""

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
    """The load of the earlier month that this one was compared with; empty if there was none."""
    release: dict[str, Any] | None = None
    """The decision that created this load, by releasing a quarantined load or reinstating a superseded one."""
    called: str = ""
    """The publisher's label, from inside the file or else its name: provisional, revised, final or empty."""
    lake_size: int = 0
    lake_sha256: str = ""
    """Size (bytes) and hash of the lake file; empty for quarantined loads and in entries older than these fields."""
    reduced_at: str = ""
    """When the quarantined file was removed, leaving its reasons; empty until then."""
    suites: tuple[str, ...] = ()
    """Files in `ledger/suites/` with the rules that the file was validated with; empty if it did not get so far."""
    same_figures_as: tuple[str, ...] = ()
    """The other loads of the month, accepted when this one was judged, that have the same figures."""
    origin: FileOrigin | None = None
    """The file with several months that this load is one month of (`split_files.py`); None for a file of its own."""

    @property
    def was_accepted(self) -> bool:
        """Whether the load has rows in the lake, also if it has been withdrawn since."""
        return self.status in ("accepted", WITHDRAWN)

    @property
    def partition(self) -> str:
        return f"{self.kind}|{self.month or self.received_at[:7]}"


@dataclass(frozen=True)
class RuleCheck:
    """The result of one rule, as recorded in a ledger entry."""

    rule: str
    meaning: str
    severity: str
    is_met: bool
    failing: int
    examined: int


def record_load(home: Home, load: Load) -> None:
    """Record the load, which counts from this moment. The files it refers to must already be on disk."""
    text = json.dumps(asdict(load), indent=1, ensure_ascii=False)
    write_file_durably(home.ledger / f"{load.load_id}.json", text.encode())


def read_loads(home: Home) -> list[Load]:
    """Return every load in order of receipt as it was recorded, leaving out damaged entries.

    Decisions since then are not applied: `withdrawals.read_loads_as_decided` does that.
    """
    return read_folder(home.ledger, _read_entry)[0]


def damaged(home: Home) -> list[DamagedRecord]:
    """Return the damaged entries still in the ledger."""
    return read_folder(home.ledger, _read_entry)[1]


def set_damaged_aside(home: Home) -> list[Path]:
    """Move damaged entries out of the ledger; a load whose file is archived becomes pending and is checked again."""
    return set_aside(home, home.ledger, _read_entry)


def set_aside_unresolved(home: Home) -> list[Path]:
    """Return the entries set aside that have not been replaced by a good entry."""
    known = recorded_load_ids(home)
    return [path for path in list_set_aside(home, home.ledger) if path.name.split(".json")[0] not in known]


def loads_with_hash(home: Home, sha256: str) -> list[Load]:
    """Return the loads of these bytes in order of receipt, without reading other entries."""
    candidates = (find(home, path.stem) for path in sorted(home.ledger.glob(f"*-{sha256[:12]}.json")))
    return [load for load in candidates if load and load.sha256 == sha256]


def read_load(home: Home, load_id: str) -> Load:
    """Read a load by its id. Raises FileNotFoundError if there is no entry, and DamagedRecord if it is damaged."""
    return _read_entry(home.ledger / f"{load_id}.json")


def find(home: Home, load_id: str) -> Load | None:
    """Find a load by its id; None if its entry is missing or damaged."""
    try:
        return read_load(home, load_id)
    except (FileNotFoundError, DamagedRecord):
        return None


@cache
def _adapter() -> TypeAdapter[Load]:
    # fields from later releases are ignored; fields that older releases did not write have defaults
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
    """Describe an impossible value in a well-formed entry; empty if there is none."""
    try:
        _part_adapter().validate_python((load.reasons, load.checks))
        is_moment = datetime.fromisoformat(load.received_at).tzinfo is not None
    except ValidationError:
        return "its reasons or checks are not in the form of reasons and checks"
    except ValueError:
        is_moment = False
    is_accepted = load.status == "accepted"
    # never quote a damaged record's values: they could be anything
    faults = {
        "it names another load": load.load_id != load_id,
        "its status is not one that this release knows": load.status not in STATUSES,
        "its month is not written YYYY-MM": load.month is not None and not MONTH.fullmatch(load.month),
        "its time of receipt is not a date and time": not is_moment,
        "its kind is not one that this release knows": is_accepted and load.kind not in EXTRACTS,
        "it has no month": is_accepted and not load.month and not _is_register(load.kind),
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")


def _is_register(kind: str) -> bool:
    return kind in EXTRACTS and EXTRACTS[kind].is_register


def recorded_load_ids(home: Home) -> set[str]:
    """Return the ids of all loads, from file names alone."""
    return {path.stem for path in home.ledger.glob("*.json")}
