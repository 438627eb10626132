"""The archive: where each file is stored and under which name. Files are moved or copied whole."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from checks.extracts import EXTRACTS
from checks.storage import ledger
from checks.storage.durable_files import copy_file_durably, remove_file_durably, replace_durably
from checks.storage.file_facts import FileFacts
from checks.storage.file_hash import hash_file
from checks.storage.file_modes import make_private
from checks.storage.home import Home
from checks.storage.json_records import free_name
from checks.storage.ledger import MONTH, Load

ARCHIVED_NAME_PATTERN = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-([0-9a-f]{12})-(.+)", re.DOTALL)


def parse_stamp(stamped: str) -> str:
    """Convert a time from a file name (20260131T093000.123456Z) to ISO 8601 in UTC. Raises ValueError if malformed."""
    read = datetime.strptime(stamped, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    return read.isoformat(timespec="microseconds")


@dataclass(frozen=True)
class ArchivedFile:
    """A file in the archive; `month` is YYYY-MM, and for a register the month of receipt."""

    kind: str
    month: str
    path: Path
    facts: FileFacts | None = field(default=None, compare=False, repr=False)
    """What this process learned when it landed the file; None if another process did."""

    @property
    def partition(self) -> str:
        return f"{self.kind}|{self.month}"

    @property
    def load_id(self) -> str:
        return "-".join(self._parts[:2])

    @property
    def file_name(self) -> str:
        return self._parts[2]

    @property
    def received_at(self) -> str:
        return parse_stamp(self._parts[0])

    @property
    def _parts(self) -> tuple[str, str, str]:
        match = ARCHIVED_NAME_PATTERN.fullmatch(self.path.name)
        if not match:
            raise ValueError(f"{self.path} does not have the name of an archived file")
        return match[1], match[2], match[3]


def list_archived_files(home: Home) -> list[ArchivedFile]:
    """List every archived file of a known kind, in no particular order."""
    return [
        ArchivedFile(path.parent.parent.name, path.parent.name, path)
        for path in home.archive.glob("*/*/*")
        # ignore folders with other names: nothing could check the files in them
        if ARCHIVED_NAME_PATTERN.fullmatch(path.name)
        and path.parent.parent.name in EXTRACTS
        and MONTH.fullmatch(path.parent.name)
    ]


def archived_files_by_hash(home: Home) -> dict[str, ArchivedFile]:
    """Map the first 12 hex digits of the hash to the archived file; if bytes were received twice, the latest wins."""
    return {
        landed.load_id.split("-")[1]: landed
        for landed in sorted(list_archived_files(home), key=lambda archived_file: archived_file.load_id)
    }


def safe_name(name: str) -> str:
    """Replace control characters and separators in a file name, and keep its last 120 bytes."""
    plain = re.sub(r"[^\w.()&+ -]", "_", name)
    # file systems allow 255 bytes; this leaves room for the load id and `.reasons.json`
    return plain.encode()[-120:].decode(errors="ignore")


def move_or_copy_file(home: Home, path: Path, target: Path, *, is_ours: bool) -> None:
    """Move the file to the target if it is ours, otherwise copy it. Links are never followed.

    On return the file is safely on disk at the target; only then is an original that had to be copied removed.
    """
    home.make_folder(target.parent)
    if is_ours and path.lstat().st_dev == target.parent.stat().st_dev:
        replace_durably(path, target)
        make_private(target)  # a moved file keeps the permissions of whoever dropped it
        return
    if stat.S_ISREG(path.lstat().st_mode):
        copy_file_durably(path, target, home.work / "landing-")
    if is_ours:
        remove_file_durably(path)


def list_pending_files(home: Home) -> list[ArchivedFile]:
    """Files in the archive that have no ledger entry yet, in order of receipt."""
    known = ledger.recorded_load_ids(home)
    waiting = [landed for landed in list_archived_files(home) if landed.load_id not in known]
    return sorted(waiting, key=lambda landed: landed.load_id)


def file_of_load(home: Home, load: Load) -> Path:
    """Return the path of an accepted load's file in the archive; the file may be missing."""
    folder = home.archive / load.kind / (load.month or load.received_at[:7])
    return next(folder.glob(f"{load.load_id}-*"), folder / f"{load.load_id}-{load.file_name}")


def archived_ids(home: Home) -> dict[str, Path]:
    """Map load ids to paths in the archive."""
    return {landed.load_id: landed.path for landed in list_archived_files(home)}


def find_load_without_file(home: Home, digest: str) -> Load | None:
    """Find an accepted load of these bytes whose archived file is missing or altered."""
    for load in ledger.loads_with_hash(home, digest):
        if load.status == "accepted":
            archived = file_of_load(home, load)
            if not archived.is_file() or hash_file(archived) != digest:
                return load
    return None


def put_back(home: Home, path: Path, load: Load, *, is_ours: bool) -> Path:
    """Restore an accepted load's file to the archive; an altered file in its place is set aside in `damaged/`."""
    target = file_of_load(home, load)
    put_file_back(home, path, target, is_ours=is_ours)
    return target


def put_file_back(home: Home, path: Path, target: Path, *, is_ours: bool) -> None:
    """Restore a file at its place in the archive; an altered file in its place is set aside in `damaged/`."""
    if target.exists():
        altered = free_name(home.damaged / target.relative_to(home.root))
        home.make_folder(altered.parent)
        replace_durably(target, altered)
    move_or_copy_file(home, path, target, is_ours=is_ours)
