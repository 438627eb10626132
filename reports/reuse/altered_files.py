"""Files of an edition that are no longer as they were written, by the hashes in its notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checks.storage.file_hash import hash_file
from checks.storage.home import Home
from reports.editions import find_edition_faults, list_editions
from reports.reuse.page_record import read_file_hashes


def find_altered_editions(home: Home) -> Iterator[tuple[Path, str]]:
    """Editions that are complete and have an altered file, each with the first one; this reads every page."""
    faulty = {link for link, _ in find_edition_faults(home)}
    for link in list_editions(home):
        fault = "" if link in faulty else _find_altered_file(home, link.resolve())
        if fault:
            yield link, fault


def _find_altered_file(home: Home, folder: Path) -> str:
    for name, sha256 in sorted(read_file_hashes(home, folder.name).items()):
        if hash_file(folder / name) != sha256:
            return f"{name} is no longer as it was written"
    return ""
