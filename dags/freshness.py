"""Does the warehouse reflect the newest ledger entry, and the edition that warehouse?

A build notes which state of the ledger it started from, beside what it made. A load that is entered while the build
runs makes the note old, so the worst that a race can cause is one build too many, never one too few.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path

from checks import ledger
from checks.durable_files import write_file_durably
from checks.home import Home
from reports.editions import has_front_page

Mark = tuple[int, int]
AS_KNOWN_AT = "as known at "
BEGINNING = 4096
"""Bytes at the start of a DuckDB file that hold its header: never all zero."""


def marks(paths: Iterable[Path]) -> dict[str, Mark]:
    """Size and time of change of each file that is still there."""
    found: dict[str, Mark] = {}
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            status = path.stat()
            found[str(path)] = (status.st_size, status.st_mtime_ns)
    return found


def ledger_state(home: Home) -> str:
    """One short text that changes whenever the ledger does; empty while nothing was ever loaded."""
    known = [*sorted(ledger.known_ids(home)), *sorted(path.name for path in home.ledger.glob("decisions/*.json"))]
    return hashlib.sha256("\n".join(known).encode()).hexdigest() if known else ""


def _built_note(home: Home) -> Path:
    return home.warehouse.parent / "reflects"


def _published_note(home: Home) -> Path:
    return home.site / ".reflects"


def built_state(home: Home) -> str:
    """The state that the warehouse reflects; empty when its file is not the one that was noted."""
    state, _, size = _read(_built_note(home)).partition("\n")
    return state if size.endswith(" bytes") and size == _warehouse_size(home) else ""


def _warehouse_size(home: Home) -> str:
    """Its size as the note holds it: a file that was emptied, cut off or replaced has another. None is `absent`."""
    try:
        with home.warehouse.open("rb") as handle:
            has_content = handle.read(BEGINNING).strip(b"\0")
        return f"{home.warehouse.stat().st_size} bytes" if has_content else "empty"
    except OSError:
        return "absent"


def published_state(home: Home) -> str:
    return _read(_published_note(home)) if has_front_page(home.site / "latest") else ""


def is_built(home: Home) -> bool:
    return built_state(home) == ledger_state(home)


def is_published(home: Home) -> bool:
    return published_state(home) == built_state(home)


def of_the_past(state: str) -> str | None:
    """The moment as of which a warehouse was built, when that was asked for."""
    return state.removeprefix(AS_KNOWN_AT) if state.startswith(AS_KNOWN_AT) else None


def note_built(home: Home, state: str) -> None:
    """Note which state the warehouse reflects, with the size of the file that does."""
    write_file_durably(_built_note(home), f"{state}\n{_warehouse_size(home)}".encode())


def note_published(home: Home, state: str) -> None:
    write_file_durably(_published_note(home), state.encode())


def _read(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""  # no note, or a damaged one: then nothing counts as done
