"""Does the warehouse reflect the newest ledger entry, and the edition that warehouse?

A build notes which state of the ledger it started from, beside what it made, and which code made it. A load that is
entered while the build runs makes the note old, and so does an upgrade: the worst that a race can cause is one build
too many, never one too few.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from checks.storage import ledger
from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home
from dags.common.code_digest import PAGE_CODE, WAREHOUSE_CODE
from reports.editions import has_front_page

FileMark = tuple[int, int]
AS_KNOWN_AT = "as known at "
BEGINNING = 4096
"""Bytes at the start of a DuckDB file that hold its header: never all zero."""


@dataclass(frozen=True)
class Note:
    """What was made from which state of the ledger, and by which code; a note of an earlier release names no code."""

    state: str = ""
    warehouse_code: str = ""
    page_code: str = ""
    size: str = ""
    """Of the file of the warehouse; `built` takes it off when it is right."""

    def as_text(self) -> str:
        return "\n".join((self.state, self.warehouse_code, self.page_code, self.size)).rstrip("\n")


def mark_files(paths: Iterable[Path]) -> dict[str, FileMark]:
    """Size and time of change of each file that is still there."""
    marks_by_path: dict[str, FileMark] = {}
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            status = path.stat()
            marks_by_path[str(path)] = (status.st_size, status.st_mtime_ns)
    return marks_by_path


def ledger_state(home: Home) -> str:
    """One short text that changes whenever the ledger does; empty while nothing was ever loaded."""
    known = [
        *sorted(ledger.recorded_load_ids(home)),
        *sorted(path.name for path in home.ledger.glob("decisions/*.json")),
    ]
    return hashlib.sha256("\n".join(known).encode()).hexdigest() if known else ""


def _built_note(home: Home) -> Path:
    return home.warehouse.parent / "reflects"


def _published_note(home: Home) -> Path:
    return home.site / ".reflects"


def built(home: Home) -> Note:
    """What the warehouse reflects; nothing when its file is not the one that was noted."""
    note = _read_note(_built_note(home))
    is_noted = note.size.endswith(" bytes") and note.size == _warehouse_size(home)
    return replace(note, size="") if is_noted else Note()


def published(home: Home) -> Note:
    return _read_note(_published_note(home)) if has_front_page(home.site / "latest") else Note()


def built_state(home: Home) -> str:
    return built(home).state


def _warehouse_size(home: Home) -> str:
    """Its size as the note holds it: a file that was emptied, cut off or replaced has another. None is `absent`."""
    try:
        with home.warehouse.open("rb") as handle:
            has_content = handle.read(BEGINNING).strip(b"\0")
        return f"{home.warehouse.stat().st_size} bytes" if has_content else "empty"
    except OSError:
        return "absent"


def published_state(home: Home) -> str:
    return published(home).state


def is_built(home: Home) -> bool:
    state = ledger_state(home)
    return built(home) == (Note(state, WAREHOUSE_CODE) if state else Note())


def is_published(home: Home) -> bool:
    warehouse = built(home)
    return published(home) == (
        Note(warehouse.state, warehouse.warehouse_code, PAGE_CODE) if warehouse.state else Note()
    )


def is_current(home: Home) -> bool:
    """Whether the newest edition shows all that was loaded, and this code made it."""
    state = ledger_state(home)
    return published(home) == (Note(state, WAREHOUSE_CODE, PAGE_CODE) if state else Note())


def is_built_by_this_code(home: Home) -> bool:
    """Whether there is a warehouse that this code made: in that of other code it may not find its tables."""
    return built(home).warehouse_code == WAREHOUSE_CODE


def is_edition_of_other_code(home: Home) -> bool:
    """Whether other code made the newest edition, or the warehouse that it shows."""
    prepared = published(home)
    return bool(prepared.state) and (prepared.warehouse_code, prepared.page_code) != (WAREHOUSE_CODE, PAGE_CODE)


def of_the_past(state: str) -> str | None:
    """The moment as of which a warehouse was built, when that was asked for."""
    return state.removeprefix(AS_KNOWN_AT) if state.startswith(AS_KNOWN_AT) else None


def note_built(home: Home, state: str) -> None:
    """Note which state and code the warehouse reflects, with the size of the file that does."""
    note = Note(state, WAREHOUSE_CODE, size=_warehouse_size(home))
    write_file_durably(_built_note(home), note.as_text().encode())


def note_published(home: Home, state: str) -> None:
    write_file_durably(_published_note(home), Note(state, WAREHOUSE_CODE, PAGE_CODE).as_text().encode())


def _read_note(note: Path) -> Note:
    try:
        lines = note.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return Note()  # no note, or a damaged one: then nothing counts as done
    return Note(*lines[:4])
