"""Files with several months: where the file itself is kept, and which load each of its months has become.

    archive/<kind>/several-months/<received>-<sha12>-<name>    the file as it was received, once
    ledger/several_months/<received>-<sha12>.json              its record: a part for each month
    archive/<kind>/<month>/<received>-<sha12>-<name>           each part, like any other file

The file is stored first, then the record, then the parts, and then the record says that it is complete. A machine that
stops in between leaves a file without a complete record, and the next run carries on (`checks/landing_months.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from checks.extracts import EXTRACTS
from checks.storage.archive import ARCHIVED_NAME_PATTERN
from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home
from checks.storage.json_records import DamagedRecord, read_folder, read_record, set_aside
from checks.storage.ledger import FileOrigin

FOLDER = "several-months"


@dataclass(frozen=True)
class MonthPart:
    """One month of the file: its load, the hash of the part, and its lines in the file."""

    month: str
    load_id: str
    sha256: str
    first_line: int
    last_line: int


@dataclass(frozen=True)
class SplitFile:
    """The record of a file with several months. Two files can share a load, where a month has not changed."""

    file_id: str
    kind: str
    file_name: str
    sha256: str
    parts: tuple[MonthPart, ...]
    is_complete: bool = False

    def find_part(self, load_id: str) -> MonthPart | None:
        return next((part for part in self.parts if part.load_id == load_id), None)


def _records_folder(home: Home) -> Path:
    return home.ledger / "several_months"


@cache
def _adapter() -> TypeAdapter[SplitFile]:
    return TypeAdapter(SplitFile)


def _read_record(path: Path) -> SplitFile:
    record = read_record(path, _adapter())
    if record.file_id != path.stem or record.kind not in EXTRACTS:
        raise DamagedRecord(path, "it names another file, or a kind that this release does not know")
    return record


def read_split_files(home: Home) -> list[SplitFile]:
    """Return the record of every file with several months, in order of receipt, leaving out damaged ones."""
    return read_folder(_records_folder(home), _read_record)[0]


def set_damaged_aside(home: Home) -> list[Path]:
    """Move damaged records out of the ledger; the next landing writes them again from the files."""
    return set_aside(home, _records_folder(home), _read_record)


def record_split_file(home: Home, record: SplitFile) -> None:
    """Write the record, over an earlier one of the same file."""
    home.make_folder(_records_folder(home))
    text = json.dumps(asdict(record), indent=1, ensure_ascii=False)
    write_file_durably(_records_folder(home) / f"{record.file_id}.json", text.encode())


def find_split_file(home: Home, sha256: str) -> SplitFile | None:
    """Find the record of these bytes; None if they were not received as a file with several months."""
    return next((record for record in read_split_files(home) if record.sha256 == sha256), None)


def place_of_file(home: Home, kind: str, file_id: str, file_name: str) -> Path:
    return home.archive / kind / FOLDER / f"{file_id}-{file_name}"


def path_of_file(home: Home, record: SplitFile) -> Path:
    """Return the path of the file itself in the archive; it may be missing."""
    return place_of_file(home, record.kind, record.file_id, record.file_name)


def list_unfinished_files(home: Home) -> Iterator[tuple[str, Path]]:
    """List (kind, path) of the files whose months have not all been stored."""
    complete = {record.file_id for record in read_split_files(home) if record.is_complete}
    for path in sorted(home.archive.glob(f"*/{FOLDER}/*")):
        match = ARCHIVED_NAME_PATTERN.fullmatch(path.name)
        if match and f"{match[1]}-{match[2]}" not in complete and path.parent.parent.name in EXTRACTS:
            yield path.parent.parent.name, path


def find_origin(home: Home, load_id: str) -> FileOrigin | None:
    """Find the file that a load is one month of: the first that has it. None for a load that is a file of its own."""
    for record in read_split_files(home):
        if part := record.find_part(load_id):
            return FileOrigin(
                record.file_id, record.file_name, record.sha256, len(record.parts), part.first_line, part.last_line
            )
    return None
