"""What each page of an edition was made from and which files it has: the note for the next edition.

The notes are in `warehouse/pages/`, one file for each rendering, and not in the editions: readers have no use for them.
Deleting one, like any doubt, costs a full rendering and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import checks
import reports
import transforms
from checks.storage.code_digest import compute_code_digest, list_package_folders
from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home
from reports.claims.claim_book import CLAIMS
from reports.reuse.recorded_facts import ReadKey

FOLDER_NAME = "pages"
CODE = " ".join(
    (
        compute_code_digest(
            list_package_folders(checks, reports, transforms), ("duckdb", "jinja2", "markupsafe", "pyarrow")
        ),
        platform.python_version(),
        platform.machine(),
    )
)
"""Computed when the code is loaded. Contracts and conventions count too: pages have words and numbers of them."""

Hole = tuple[str, int, int]
"""A part of a page that every edition fills anew: its name, and where it begins and ends, in bytes."""


@dataclass(frozen=True)
class PageRecord:
    """A page: digests of what it was given and of what it read, and its files with their SHA-256."""

    given: str
    reads: tuple[ReadKey, ...]
    read: str
    files: dict[str, str]
    holes: tuple[Hole, ...] = ()


@dataclass(frozen=True)
class EditionNotes:
    """The pages of a rendering by path, and under which code and settings they were made."""

    settings: str
    claims: str
    """SHA-256 of the file of claims."""
    pages: Mapping[str, PageRecord] = field(default_factory=dict)
    code: str = CODE


def write_notes(home: Home, rendering: str, notes: EditionNotes) -> None:
    # vars: asdict would copy every entry
    entry = {**vars(notes), "pages": {path: vars(page) for path, page in notes.pages.items()}}
    write_file_durably(_path_of_notes(home, rendering), json.dumps(entry, separators=(",", ":")).encode())


def read_notes(home: Home, rendering: str) -> EditionNotes | None:
    """The notes on a rendering; None where there are none, they cannot be read, or they are of other code."""
    try:
        text: dict[str, Any] = json.loads(_path_of_notes(home, rendering).read_text(encoding="utf-8"))
        pages = {path: _read_page(page) for path, page in text.pop("pages").items()}
        notes = EditionNotes(pages=pages, **text)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return notes if notes.code == CODE else None


def read_file_hashes(home: Home, rendering: str) -> dict[str, str]:
    """The SHA-256 of each file of a rendering, whichever release made it; none where there are no notes."""
    try:
        text: dict[str, Any] = json.loads(_path_of_notes(home, rendering).read_text(encoding="utf-8"))
        hashes = {name: sha256 for page in text["pages"].values() for name, sha256 in page["files"].items()}
        return {**hashes, CLAIMS: text["claims"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def remove_old_notes(home: Home) -> None:
    """Remove the notes on renderings that are gone."""
    for path in (home.warehouse.parent / FOLDER_NAME).glob("*.json"):
        if not (home.site / f".{path.stem}").is_dir():
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _path_of_notes(home: Home, rendering: str) -> Path:
    # without the dot of a rendering, which would look like the remains of a write that was cut off
    return home.warehouse.parent / FOLDER_NAME / f"{rendering.lstrip('.')}.json"


def _read_page(page: dict[str, Any]) -> PageRecord:
    holes = tuple((str(name), int(start), int(end)) for name, start, end in page["holes"])
    return PageRecord(page["given"], _as_tuple(page["reads"]), page["read"], page["files"], holes)


def _as_tuple(value: Any) -> Any:
    """Lists of JSON as the tuples that they were."""
    return tuple(map(_as_tuple, value)) if isinstance(value, list) else value
