"""What a lock file pins."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
RUN_TIME_LOCK = PROJECT / "requirements.lock"
DEVELOPMENT_LOCK = PROJECT / "requirements-dev.lock"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def read_pins(lock: Path) -> set[tuple[str, str]]:
    """The name and version of every package; one that differs between versions of Python is there twice."""
    return {(name.lower(), version) for name, version in PIN.findall(lock.read_text(encoding="utf-8"))}
