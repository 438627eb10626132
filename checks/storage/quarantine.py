"""The quarantine: files that were not taken, each beside its reasons, and what a crash left half done there.

The reasons are on disk before the file, and both before the ledger's entry; the original goes last. So what a crash can
leave is a file without an entry, which `finish` adopts, or reasons without a file, which it removes.
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

ENDING = ".reasons.json"


@dataclass(frozen=True)
class QuarantinedItem:
    """A file in quarantine, or the reasons beside it."""

    path: Path
    received: str
    sha12: str
    file_name: str

    @property
    def load_id(self) -> str:
        return f"{self.received}-{self.sha12}"

    @property
    def is_reasons(self) -> bool:
        # a quarantined file may itself be called so; then its own reasons lie beside it
        return self.path.name.endswith(ENDING) and not self.reasons_path.exists()

    @property
    def reasons_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}{ENDING}")


def is_unread(load: Load) -> bool:
    """Whether the load was quarantined before a contract had read its rows, so that nobody knows what they hold."""
    is_refused = any(reason["rule"] == PATIENT_DATA_RULE for reason in load.reasons)
    return load.status == "quarantined" and not load.checks and not is_refused


def list_quarantine(home: Home) -> list[QuarantinedItem]:
    """What lies in quarantine under the names that we give, in the order of receipt."""
    matches = ((path, ARCHIVED_NAME_PATTERN.fullmatch(path.name)) for path in sorted(home.quarantine.iterdir()))
    return [QuarantinedItem(path, match[1], match[2], match[3]) for path, match in matches if match]


def quarantined_ids_by_hash(home: Home) -> dict[str, str]:
    """The ids of the loads whose file lies in quarantine, by the start of their hash."""
    return {item.sha12: item.load_id for item in list_quarantine(home) if not item.is_reasons}


def quarantine_file(home: Home, path: Path, load: Load, *, is_ours: bool) -> None:
    """Bring a file into quarantine beside its reasons; done twice, it is there once."""
    target = home.quarantine / f"{load.load_id}-{load.file_name}"
    if target.exists():
        if is_ours:
            remove_file_durably(path)
        return
    write_reasons(target, load)
    move_or_copy_file(home, path, target, is_ours=is_ours)


def write_reasons(target: Path, load: Load) -> None:
    """Write the reasons beside the place of a quarantined file."""
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
    """Remove from the archive what a crash left there although it has been quarantined since."""
    ids, known = set(quarantined_ids_by_hash(home).values()), ledger.recorded_load_ids(home)
    for load_id, path in archived_ids(home).items():
        if load_id in ids and load_id in known:
            remove_file_durably(path)


def finish_quarantine(home: Home) -> None:
    """Finish what a crash has interrupted; the caller holds the lock of landing."""
    remove_judged_leftovers(home)
    # in this order: a file that is judged meanwhile leaves the archive after its entry was written
    in_archive = archived_ids(home)
    known = ledger.recorded_load_ids(home)
    items = list_quarantine(home)
    files = {item.path.name for item in items if not item.is_reasons}
    for item in items:
        if item.load_id in known or item.load_id in in_archive:
            continue
        if item.path.name in files:
            ledger.record_load(home, _entry_from_reasons(item))
        elif item.path.name.removesuffix(ENDING) not in files:
            remove_file_durably(item.path)


def _entry_from_reasons(item: QuarantinedItem) -> Load:
    """The ledger's entry of a quarantined file that has none, as far as the reasons beside it say."""
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
    )


@dataclass(frozen=True)
class KeptReasons:
    """What lies beside a quarantined file; files that an older release wrote have fewer fields."""

    file: str = ""
    received_at: str = ""
    sha256: str = ""
    reasons: tuple[Reason, ...] = ()
    kind: str = ""
    month: str | None = None
    era: str = ""


@cache
def _adapter() -> TypeAdapter[KeptReasons]:
    return TypeAdapter(KeptReasons)


def read_reasons(path: Path) -> KeptReasons:
    """What was kept of the reasons; nothing when they are missing or damaged."""
    try:
        return read_record(path, _adapter())
    except (FileNotFoundError, DamagedRecord):
        return KeptReasons()


def damaged_reasons(home: Home) -> list[DamagedRecord]:
    """The reasons in quarantine that cannot be read."""
    damaged = []
    for item in list_quarantine(home):
        if item.is_reasons:
            try:
                read_record(item.path, _adapter())
            except DamagedRecord as fault:
                damaged.append(fault)
    return damaged
