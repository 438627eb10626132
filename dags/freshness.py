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
from checks.home import Home, write_whole

Mark = tuple[int, int]
AS_KNOWN_AT = "as known at "


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
    return _read(_built_note(home)) if home.warehouse.exists() else ""


def published_state(home: Home) -> str:
    return _read(_published_note(home)) if (home.site / "latest").exists() else ""


def is_built(home: Home) -> bool:
    return built_state(home) == ledger_state(home)


def is_published(home: Home) -> bool:
    return published_state(home) == built_state(home)


def of_the_past(state: str) -> str | None:
    """The moment as of which a warehouse was built, when that was asked for."""
    return state.removeprefix(AS_KNOWN_AT) if state.startswith(AS_KNOWN_AT) else None


def note_built(home: Home, state: str) -> None:
    write_whole(_built_note(home), state.encode())


def note_published(home: Home, state: str) -> None:
    write_whole(_published_note(home), state.encode())


def _read(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
