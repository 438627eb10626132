"""Whether the warehouse reflects the newest ledger entry, and the edition reflects that warehouse.

A build records the state of the ledger that it started from, and the code that ran; an edition also records the
settings of disclosure control. A load entered during the build makes that note out of date, and so does an upgrade or
another setting: a race can at worst cause an unnecessary build, never a missed one.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from checks.review.damaged_records import list_set_aside
from checks.storage import ledger
from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home
from dags.common import settings
from dags.common.code_digest import PAGE_CODE, WAREHOUSE_CODE
from reports.editions import has_front_page

FileMark = tuple[int, int]
AS_KNOWN_AT = "as known at "
BEGINNING = 4096
"""Bytes of the header of a DuckDB file, which is never all zero."""


@dataclass(frozen=True)
class Note:
    """The ledger state and code that a result was made from; a note of an earlier release has no code."""

    state: str = ""
    warehouse_code: str = ""
    page_code: str = ""
    size: str = ""
    """Size of the warehouse file; `built` removes it once it has been checked."""
    rule: str = ""
    """The settings of disclosure control that an edition was published with."""

    def as_text(self) -> str:
        return "\n".join((self.state, self.warehouse_code, self.page_code, self.size, self.rule)).rstrip("\n")


def mark_files(paths: Iterable[Path]) -> dict[str, FileMark]:
    """Size and modification time of each file that still exists."""
    marks_by_path: dict[str, FileMark] = {}
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            status = path.stat()
            marks_by_path[str(path)] = (status.st_size, status.st_mtime_ns)
    return marks_by_path


def ledger_state(home: Home) -> str:
    """A digest that changes whenever the ledger or the setting of services does; empty until something is loaded."""
    known = [
        *sorted(ledger.recorded_load_ids(home)),
        *sorted(path.name for path in home.ledger.glob("decisions/*.json")),
        # an edition says how many records are damaged, so it is out of date once one of them has been removed by hand
        *sorted(f"damaged {path.name}" for path in list_set_aside(home)),
    ]
    if known and (services := settings.service_setting()):
        known.append(f"services {services}")
    return hashlib.sha256("\n".join(known).encode()).hexdigest() if known else ""


def _built_note(home: Home) -> Path:
    return home.warehouse.parent / "reflects"


def _published_note(home: Home) -> Path:
    return home.site / ".reflects"


def built(home: Home) -> Note:
    """The warehouse's note; an empty one if the file is not the one that was noted."""
    note = _read_note(_built_note(home))
    is_noted = note.size.endswith(" bytes") and note.size == _warehouse_size(home)
    return replace(note, size="") if is_noted else Note()


def published(home: Home) -> Note:
    return _read_note(_published_note(home)) if has_front_page(home.site / "latest") else Note()


def built_state(home: Home) -> str:
    return built(home).state


def _warehouse_size(home: Home) -> str:
    """The size as noted, which gives away a file that was emptied, truncated or replaced; `absent` if missing."""
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
    rule = settings.disclosure_settings()
    return published(home) == (
        Note(warehouse.state, warehouse.warehouse_code, PAGE_CODE, rule=rule) if warehouse.state else Note()
    )


def is_current(home: Home) -> bool:
    """Whether the newest edition shows everything loaded and was made by this code, with these settings."""
    state = ledger_state(home)
    rule = settings.disclosure_settings()
    return published(home) == (Note(state, WAREHOUSE_CODE, PAGE_CODE, rule=rule) if state else Note())


def is_built_by_this_code(home: Home) -> bool:
    """Whether there is a warehouse built by this code; one built by other code may lack its tables."""
    return built(home).warehouse_code == WAREHOUSE_CODE


def is_edition_of_other_code(home: Home) -> bool:
    """Whether the newest edition, or its warehouse, was made by other code."""
    prepared = published(home)
    return bool(prepared.state) and (prepared.warehouse_code, prepared.page_code) != (WAREHOUSE_CODE, PAGE_CODE)


def is_edition_of_other_rule(home: Home) -> bool:
    """Whether the newest edition was published with other settings of disclosure control than the present ones."""
    prepared = published(home)
    return bool(prepared.state) and prepared.rule != settings.disclosure_settings()


def of_the_past(state: str) -> str | None:
    """The moment as of which a warehouse was built, if one was requested."""
    return state.removeprefix(AS_KNOWN_AT) if state.startswith(AS_KNOWN_AT) else None


def note_built(home: Home, state: str) -> None:
    """Record the ledger state and code that the warehouse reflects, and the size of its file."""
    note = Note(state, WAREHOUSE_CODE, size=_warehouse_size(home))
    write_file_durably(_built_note(home), note.as_text().encode())


def note_published(home: Home, state: str) -> None:
    note = Note(state, WAREHOUSE_CODE, PAGE_CODE, rule=settings.disclosure_settings())
    write_file_durably(_published_note(home), note.as_text().encode())


def _read_note(note: Path) -> Note:
    try:
        lines = note.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return Note()  # a missing or damaged note means that nothing counts as done
    return Note(*lines[:5])
