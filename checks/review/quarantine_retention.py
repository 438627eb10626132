"""Retention of quarantined files that no contract has read: after some days only the reasons are kept.

Such a file can contain anything, including patient records in a form that we did not foresee. So it is reduced to its
reasons: the file is removed, with any values that the reasons quote and a name that may be a person's. The hash, size
and rules stay in `.reasons.json` and in the ledger, whose entry is rewritten in this one case. Anyone who needs the
file for longer can use `holdgain keep`.

The machine may stop between any two steps: the next run removes what a reduced load has left behind.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checks.privacy.file_names import is_harmless_name
from checks.storage import ledger
from checks.storage.decision_records import KEEP, read_decisions
from checks.storage.durable_files import remove_file_durably, write_file_durably
from checks.storage.home import Home
from checks.storage.ledger import Load
from checks.storage.quarantine import is_unread
from checks.validation.published_words import published_reason

WITHHELD_NAME = "name-withheld"


@dataclass(frozen=True)
class ExpiringFile:
    """A quarantined load whose file will be removed, and when it is due (UTC)."""

    load: Load
    expires_at: datetime


def list_expiring(home: Home, loads: Sequence[Load], days: int) -> list[ExpiringFile]:
    """List the quarantined loads whose files will be removed after `days`, in order of receipt."""
    remaining = kept_ids(home)
    candidates = (load for load in loads if is_unread(load) and not load.reduced_at and load.load_id not in remaining)
    return [
        ExpiringFile(load, _quarantined_at(home, load) + timedelta(days=days))
        for load in candidates
        if _path(home, load).exists() or _path(home, load).is_symlink()
    ]


def kept_ids(home: Home) -> set[str]:
    """Return the ids of the loads that somebody has asked to keep."""
    return {decision.load_id for decision in read_decisions(home) if decision.decision == KEEP}


def reduce_expired(home: Home, days: int, now: datetime | None = None) -> list[Load]:
    """Reduce every file that is due, finish interrupted reductions, and return the loads reduced now."""
    moment = now or datetime.now(UTC)
    if not (home.quarantine.is_dir() and any(home.quarantine.iterdir())):
        return []  # the usual case, without reading the ledger
    with home.lock("land"):
        loads = ledger.read_loads(home)
        for load in loads:
            if load.reduced_at:
                _remove_files(home, load)
        due = [item.load for item in list_expiring(home, loads, days) if item.expires_at <= moment]
        return [_reduce_to_reasons(home, load, days, moment) for load in due]


def _reduce_to_reasons(home: Home, load: Load, days: int, moment: datetime) -> Load:
    reduced = replace(
        load,
        file_name=load.file_name if is_harmless_name(load.file_name) else WITHHELD_NAME,
        reasons=tuple(published_reason(load.kind, load.status, reason) for reason in load.reasons),
        sheet="",  # a sheet's name is text from the file
        reduced_at=moment.astimezone(UTC).isoformat(timespec="microseconds"),
    )
    note = f"the file was removed after {days} days: no contract knows its layout, and nobody asked to keep it"
    summary = {
        "file": reduced.file_name,
        "received_at": load.received_at,
        "sha256": load.sha256,
        "size": load.size,
        "reduced_at": reduced.reduced_at,
        "note": note,
        "reasons": list(reduced.reasons),
    }
    write_file_durably(_reasons_path(home, reduced), json.dumps(summary, indent=1, ensure_ascii=False).encode())
    # write the entry before removing the file: a missing file without this note would look like data loss
    ledger.record_load(home, reduced)
    _remove_files(home, reduced)
    return reduced


def _remove_files(home: Home, load: Load) -> None:
    """Remove a reduced load's files from quarantine, except its reasons."""
    reasons = _reasons_path(home, load)
    for path in home.quarantine.glob(f"{load.load_id}-*"):
        if path != reasons:
            remove_file_durably(path)


def _path(home: Home, load: Load) -> Path:
    return home.quarantine / f"{load.load_id}-{load.file_name}"


def _reasons_path(home: Home, load: Load) -> Path:
    path = _path(home, load)
    return path.with_name(f"{path.name}.reasons.json")


def _quarantined_at(home: Home, load: Load) -> datetime:
    """Return when the file was quarantined; the same bytes sent again later are stored under the first load's id."""
    moments = [datetime.fromisoformat(load.received_at)]
    with contextlib.suppress(FileNotFoundError):
        moments.append(datetime.fromtimestamp(_reasons_path(home, load).stat().st_mtime, UTC))
    return max(moments)
