"""A whole home as a value, so that two can be compared."""

from __future__ import annotations

import hashlib
import re

from checks.storage.home import Home

FOLDERS = ("inbox", "archive", "quarantine", "lake", "ledger")
STAMP = re.compile(rb"\d{8}T\d{6}\.\d{6}Z")
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")


def exact(home: Home) -> dict[str, tuple[int, str]]:
    """Every file below the home but scratch and locks: when it was written, and its hash."""
    return {
        str(path.relative_to(home.root)): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for folder in FOLDERS
        for path in sorted((home.root / folder).rglob("*"))
        if path.is_file()
    }


def timeless(home: Home) -> dict[str, str]:
    """Every file by its name and hash, the moments of receipt taken out of both; scratch files are no part of it."""
    actual: dict[str, str] = {}
    for folder in FOLDERS:
        for path in sorted((home.root / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                name = _without_times(str(path.relative_to(home.root)).encode()).decode()
                content = _without_times(path.read_bytes()) if path.suffix in (".json", ".csv") else b""
                while name in actual:
                    name += " again"
                actual[name] = hashlib.sha256(content).hexdigest()
    return actual


def _without_times(content: bytes) -> bytes:
    return MOMENT.sub(b"MOMENT", STAMP.sub(b"STAMP", content))
