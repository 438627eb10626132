"""Editions as bytes, for comparing one that takes pages over with one that is rendered in full."""

from __future__ import annotations

from pathlib import Path

from checks.storage.home import Home
from reports.publish import publish


def read_files(edition: Path) -> dict[str, bytes]:
    return {path.relative_to(edition).as_posix(): path.read_bytes() for path in edition.rglob("*") if path.is_file()}


def publish_and_count(home: Home, *, is_full: bool = False) -> tuple[dict[str, bytes], str]:
    """Publish; the files of the edition, and how many pages were taken over, in the words of the progress."""
    progress: list[str] = []
    files = read_files(publish(home, progress=progress.append, is_full=is_full))
    return files, next((line for line in progress if line.endswith("as in the edition before")), "")


def find_different_files(home: Home) -> list[str]:
    """Publish twice; the files of the edition that a full rendering makes otherwise."""
    ours, full = publish_and_count(home)[0], publish_and_count(home, is_full=True)[0]
    return [name for name in sorted({*ours, *full}) if ours.get(name) != full.get(name)]
