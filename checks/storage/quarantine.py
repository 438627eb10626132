"""The quarantine: files that were not accepted, each beside its reasons, and recovery after a crash.

Reasons are written first, then the file, then the ledger entry; the original is removed last. So a crash can leave a
file without an entry, which `finish_quarantine` records, or reasons without a file, which it removes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from checks.contracts.problems import PATIENT_DATA_RULE, Reason
from checks.storage import ledger
from checks.storage.archive import ARCHIVED_NAME_PATTERN, archived_ids, move_or_copy_file, parse_stamp
from checks.storage.durable_files import remove_file_durably, write_file_durably
from checks.storage.file_hash import hash_file
from checks.storage.home import Home
from checks.storage.json_records import DamagedRecord, read_record
from checks.storage.ledger import Load
from checks.storage.split_files import find_origin

ENDING = ".reasons.json"


@dataclass(frozen=True)
class QuarantinedItem:
    """A quarantined file, or the reasons file beside one; `sha12` is the first 12 hex digits of the hash."""

    path: Path
    received: str
    sha12: str
    file_name: str

    @property
    def load_id(self) -> str:
        return f"{self.received}-{self.sha12}"

    @property
    def is_reasons(self) -> bool:
        # a quarantined file may itself have this ending; then it has a reasons file of its own
        return self.path.name.endswith(ENDING) and not self.reasons_path.exists()

    @property
    def reasons_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}{ENDING}")


def is_unread(load: Load) -> bool:
    """Whether the load was quarantined before its rows were read, so that nobody knows what they contain."""
    is_refused = any(reason["rule"] == PATIENT_DATA_RULE for reason in load.reasons)
    return load.status == "quarantined" and not load.checks and not is_refused


def list_quarantine(home: Home) -> list[QuarantinedItem]:
    """List the items in quarantine that carry our names, in order of receipt."""
    matches = ((path, ARCHIVED_NAME_PATTERN.fullmatch(path.name)) for path in sorted(home.quarantine.iterdir()))
    return [QuarantinedItem(path, match[1], match[2], match[3]) for path, match in matches if match]


def quarantined_ids_by_hash(home: Home) -> dict[str, str]:
    """Map the first 12 hex digits of the hash to the load id, for every quarantined file."""
    return {item.sha12: item.load_id for item in list_quarantine(home) if not item.is_reasons}


def quarantine_file(home: Home, path: Path, load: Load, *, is_ours: bool) -> None:
    """Move or copy a file into quarantine with its reasons; repeating this has no further effect."""
    target = home.quarantine / f"{load.load_id}-{load.file_name}"
    if target.exists():
        if is_ours:
            remove_file_durably(path)
        return
    write_reasons(target, load)
    move_or_copy_file(home, path, target, is_ours=is_ours)


def write_reasons(target: Path, load: Load) -> None:
    """Write the reasons file that belongs beside a quarantined file."""
    remaining = {
        "file": load.file_name,
        "received_at": load.received_at,
        "sha256": load.sha256,
        "reasons": list(load.reasons),
        "kind": load.kind,
        "month": load.month,
        "era": load.era,
    }
    content = json.dumps(remaining, indent=1, ensure_ascii=False).encode()
    write_file_durably(target.with_name(f"{target.name}{ENDING}"), content)


def remove_judged_leftovers(home: Home) -> None:
    """Remove files from the archive that a crash left there after they had been quarantined."""
    ids, known = set(quarantined_ids_by_hash(home).values()), ledger.recorded_load_ids(home)
    for load_id, path in archived_ids(home).items():
        if load_id in ids and load_id in known:
            remove_file_durably(path)


def finish_quarantine(home: Home) -> None:
    """Finish quarantining what a crash interrupted. The caller must hold the lock `land`."""
    remove_judged_leftovers(home)
    # read the archive first: a file checked meanwhile leaves it only after its entry was written
    in_archive = archived_ids(home)
    known = ledger.recorded_load_ids(home)
    items = list_quarantine(home)
    files = {item.path.name for item in items if not item.is_reasons}
    for item in items:
        if item.load_id in known or item.load_id in in_archive:
            continue
        if item.path.name in files:
            ledger.record_load(home, _entry_from_reasons(home, item))
        elif item.path.name.removesuffix(ENDING) not in files:
            remove_file_durably(item.path)


def _entry_from_reasons(home: Home, item: QuarantinedItem) -> Load:
    """Rebuild a missing ledger entry from a quarantined file and its reasons."""
    remaining = read_reasons(item.reasons_path)
    is_file = item.path.is_file() and not item.path.is_symlink()
    lost = Reason("reasons_lost", "its reasons were lost", "drop the file into the inbox again to have it judged")
    return Load(
        load_id=item.load_id,
        kind=remaining.kind,
        month=remaining.month,
        file_name=item.file_name,
        sha256=remaining.sha256 or (hash_file(item.path) if is_file else "0" * 64),
        received_at=parse_stamp(item.received),
        size=item.path.lstat().st_size,
        rows=0,
        status="quarantined",
        era=remaining.era,
        is_sample=False,
        reasons=tuple(reason.as_dict() for reason in remaining.reasons or (lost,)),
        origin=find_origin(home, item.load_id),
    )


@dataclass(frozen=True)
class StoredReasons:
    """The reasons file beside a quarantined file; older releases wrote fewer fields."""

    file: str = ""
    received_at: str = ""
    sha256: str = ""
    reasons: tuple[Reason, ...] = ()
    kind: str = ""
    month: str | None = None
    era: str = ""


@cache
def _adapter() -> TypeAdapter[StoredReasons]:
    return TypeAdapter(StoredReasons)


def read_reasons(path: Path) -> StoredReasons:
    """Read a reasons file; empty if it is missing or damaged."""
    try:
        return read_record(path, _adapter())
    except (FileNotFoundError, DamagedRecord):
        return StoredReasons()


def damaged_reasons(home: Home) -> list[DamagedRecord]:
    """Return the reasons files that cannot be read."""
    damaged = []
    for item in list_quarantine(home):
        if item.is_reasons:
            try:
                read_record(item.path, _adapter())
            except DamagedRecord as fault:
                damaged.append(fault)
    return damaged
