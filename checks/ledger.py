"""The record of every load: one small JSON file each, written whole, never changed but by `quarantine_retention`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.home import Home, write_whole


@dataclass(frozen=True)
class Load:
    """One load. `load_id` is the moment of receipt and the first twelve digits of the content's SHA-256."""

    load_id: str
    kind: str
    month: str | None
    file_name: str
    sha256: str
    received_at: str
    size: int
    rows: int
    status: str
    era: str
    is_sample: bool
    reasons: tuple[dict[str, Any], ...] = ()
    checks: tuple[dict[str, Any], ...] = ()
    encoding: str = ""
    sheet: str = ""
    compared_with: str = ""
    """The load of an earlier month that this one was held against; empty when there was none."""
    release: dict[str, Any] | None = None
    """The decision that made this load: the release of a quarantined one, or that a superseded one counts again."""
    called: str = ""
    """What the publisher calls the file, inside it or else in its name: provisional, revised or final."""
    reduced_at: str = ""
    """When the quarantined file was removed and its reasons were kept; empty while the file is there."""

    @property
    def partition(self) -> str:
        return f"{self.kind}|{self.month or self.received_at[:7]}"


def record(home: Home, load: Load) -> None:
    """Write the load down; this is the moment from which it counts."""
    text = json.dumps(asdict(load), indent=1, ensure_ascii=False)
    write_whole(home.ledger / f"{load.load_id}.json", text.encode())


def loads(home: Home) -> list[Load]:
    """Every load, in the order of receipt."""
    return [_read(path) for path in sorted(home.ledger.glob("*.json"))]


def of_content(home: Home, sha256: str) -> list[Load]:
    """The loads of these bytes, in the order of receipt; the other entries are not read."""
    paths = sorted(home.ledger.glob(f"*-{sha256[:12]}.json"))
    return [load for load in map(_read, paths) if load.sha256 == sha256]


def load(home: Home, load_id: str) -> Load:
    """One load by its id. Raises FileNotFoundError when the ledger does not hold it."""
    return _read(home.ledger / f"{load_id}.json")


def _read(path: Path) -> Load:
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["reasons"], raw["checks"] = tuple(raw["reasons"]), tuple(raw["checks"])
    # an entry may be older than a field, or written by a later release
    return Load(**{name: value for name, value in raw.items() if name in FIELDS})


FIELDS = frozenset(field.name for field in fields(Load))


def known_ids(home: Home) -> set[str]:
    """The ids of all loads, from the file names alone."""
    return {path.stem for path in home.ledger.glob("*.json")}


def as_known_at(found: Iterable[Load], moment: datetime | None) -> list[Load]:
    """The loads that had been received by the moment (UTC); all of them without one."""
    if moment is None:
        return list(found)
    limit = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return [load for load in found if load.received_at <= limit]


def current(found: Iterable[Load], registers: frozenset[str]) -> list[Load]:
    """The accepted loads that count: the newest for each kind and month, and every load of a register."""
    newest: dict[tuple[str, str | None, str], Load] = {}
    for load in found:
        if load.status == "accepted":
            own = load.load_id if load.kind in registers else ""
            newest[(load.kind, load.month, own)] = load
    return sorted(newest.values(), key=lambda load: (load.kind, load.month or "", load.load_id))


def replaced_by(found: Iterable[Load], load: Load) -> Load | None:
    """The newest load that has been accepted for the month since; None while nothing has."""
    newer = [
        other
        for other in found
        if other.status == "accepted"
        and (other.kind, other.month) == (load.kind, load.month)
        and other.load_id > load.load_id
    ]
    return newer[-1] if newer else None
