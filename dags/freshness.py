"""Does the warehouse reflect the newest ledger entry, and the edition that warehouse?

A build notes which state of the ledger it started from, beside what it made, and which code made it. A load that is
entered while the build runs makes the note old, and so does an upgrade: the worst that a race can cause is one build
too many, never one too few.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from checks import ledger
from checks.home import Home, write_whole
from dags.code_digest import PAGE_CODE, WAREHOUSE_CODE

Mark = tuple[int, int]
AS_KNOWN_AT = "as known at "


@dataclass(frozen=True)
class Note:
    """What was made from which state of the ledger, and by which code; a note of an earlier release names no code."""

    state: str = ""
    warehouse_code: str = ""
    page_code: str = ""

    def as_text(self) -> str:
        return "\n".join((self.state, self.warehouse_code, self.page_code)).rstrip("\n")


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


def built(home: Home) -> Note:
    return _read(_built_note(home)) if home.warehouse.exists() else Note()


def published(home: Home) -> Note:
    return _read(_published_note(home)) if (home.site / "latest").exists() else Note()


def built_state(home: Home) -> str:
    return built(home).state


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
    made = published(home)
    return bool(made.state) and (made.warehouse_code, made.page_code) != (WAREHOUSE_CODE, PAGE_CODE)


def of_the_past(state: str) -> str | None:
    """The moment as of which a warehouse was built, when that was asked for."""
    return state.removeprefix(AS_KNOWN_AT) if state.startswith(AS_KNOWN_AT) else None


def note_built(home: Home, state: str) -> None:
    write_whole(_built_note(home), Note(state, WAREHOUSE_CODE).as_text().encode())


def note_published(home: Home, state: str) -> None:
    write_whole(_published_note(home), Note(state, WAREHOUSE_CODE, PAGE_CODE).as_text().encode())


def _read(note: Path) -> Note:
    try:
        return Note(*note.read_text(encoding="utf-8").split("\n")[:3])
    except FileNotFoundError:
        return Note()
