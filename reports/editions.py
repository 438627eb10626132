"""Checks that the editions on the site are complete: each has as many files and bytes as when it was rendered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from checks.storage.home import Home

FACTS = "edition.json"


def count_files(folder: Path) -> dict[str, int]:
    """Count the files and bytes of an edition, except the file that records these numbers."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file() and path != folder / FACTS]
    return {"files": len(sizes), "bytes": sum(sizes)}


def list_editions(home: Home) -> list[Path]:
    """List the names on the site that lead to an edition, including `latest`."""
    return sorted(path for path in home.site.glob("*") if path.is_symlink() and not path.name.startswith("."))


def find_edition_faults(home: Home) -> Iterator[tuple[Path, str]]:
    """Find incomplete editions, each with what is wrong."""
    for link in list_editions(home):
        if fault := _find_fault(link):
            yield link, fault


def has_front_page(edition: Path) -> bool:
    """Whether an edition has its front page; cheap enough to check on every run."""
    return all(_file_size(edition / name) for name in ("index.html", FACTS))


def _file_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _find_fault(link: Path) -> str:
    if not link.exists():
        return "it leads nowhere"
    if not has_front_page(link):
        return f"its index.html or {FACTS} is missing or empty"
    try:
        facts: dict[str, Any] = json.loads((link / FACTS).read_text(encoding="utf-8"))
        wanted = {name: facts[name] for name in ("files", "bytes") if name in facts}
    except (OSError, ValueError, TypeError):
        return f"its {FACTS} cannot be read"
    current = count_files(link.resolve())
    if any(current[name] != number for name, number in wanted.items()):
        return f"it holds {current['files']:,} files of {current['bytes']:,} bytes, not as many as were rendered"
    return ""
