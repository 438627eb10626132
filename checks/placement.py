"""Placement: put a file that has been read into the archive, or into quarantine, unless the file is already loaded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from checks.contracts.contract import Severity
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason, Refused
from checks.storage import ledger
from checks.storage.archive import (
    ArchivedFile,
    find_load_without_file,
    move_or_copy_file,
    parse_stamp,
    put_back,
    safe_name,
)
from checks.storage.durable_files import remove_file_durably, replace_durably
from checks.storage.file_facts import FileFacts
from checks.storage.file_hash import hash_file
from checks.storage.home import Home
from checks.storage.ledger import Load
from checks.storage.load_ids import LoadClock
from checks.storage.quarantine import quarantine_file, quarantined_ids_by_hash
from checks.storage.split_files import find_origin
from checks.validation import month_versions
from checks.validation.outcome import UNNAMED_PATIENT_FILE, AdmissionOutcome, outcome_of_load, printable_name

Landed = ArchivedFile | AdmissionOutcome


@dataclass(frozen=True)
class Landing:
    """One landing of files: the home, the files that it has by the beginning of their hash, and the clock of loads."""

    home: Home
    archived: dict[str, ArchivedFile]
    clock: LoadClock


@dataclass(frozen=True)
class Refusal:
    """Why and when a file was turned away, and what is known about it; a file that was not opened has no hash."""

    error: Refused
    received: str
    digest: str = "0" * 64
    layout: DetectedLayout | None = None


def place_file(landing: Landing, path: Path, facts: FileFacts, received: str, *, is_ours: bool) -> Landed:
    """Put a file of a known kind into the archive, unless its bytes are already loaded."""
    home, extract, digest = landing.home, facts.layout.extract, facts.sha256
    if (earlier_copy := landing.archived.get(digest[:12])) and hash_file(earlier_copy.path) == digest:
        if is_ours:
            remove_file_durably(path)
        return _report_duplicate(home, path.name, earlier_copy)
    if lost := find_load_without_file(home, digest):
        return _put_back(home, path, lost, is_ours=is_ours)
    if earlier := _turned_away_before(home, digest, extract.kind):
        quarantine_file(home, path, earlier, is_ours=is_ours)
        return outcome_of_load(earlier)
    month = facts.layout.month or f"{received[:4]}-{received[4:6]}"
    target = home.archive / extract.kind / month / f"{received}-{digest[:12]}-{safe_name(path.name)}"
    move_or_copy_file(home, path, target, is_ours=is_ours)
    landed = ArchivedFile(extract.kind, month, target, facts)
    landing.archived[digest[:12]] = landed
    return landed


def _put_back(home: Home, path: Path, load: Load, *, is_ours: bool) -> AdmissionOutcome:
    target = put_back(home, path, load, is_ours=is_ours)
    message = "the file is already loaded; its copy in the archive was missing or altered, and has been put back"
    reason = Reason("archive_put_back", message, "nothing needs doing", severity=Severity.INFO.value)
    verdict = _report_duplicate(home, path.name, ArchivedFile(load.kind, target.parent.name, target))
    return replace(verdict, reasons=(reason, *verdict.reasons))


def _report_duplicate(home: Home, name: str, landed: ArchivedFile) -> AdmissionOutcome:
    """Report a duplicate. If it does not count, the reason says how to reinstate it."""
    reasons = month_versions.explain_duplicate(home, landed)
    return AdmissionOutcome(printable_name(name), landed.kind, landed.month, "duplicate", 0, reasons, landed.load_id)


def _turned_away_before(home: Home, digest: str, kind: str) -> Load | None:
    """Find the load of the same bytes while they are in quarantine; once removed, they are checked afresh.

    So are bytes that were of no known kind then: a contract has been written for them since.
    """
    load_id = quarantined_ids_by_hash(home).get(digest[:12])
    load = ledger.find(home, load_id) if load_id else None
    return load if load and load.kind == kind else None


def turn_away(home: Home, path: Path, refusal: Refusal, *, is_ours: bool) -> AdmissionOutcome:
    """Quarantine a file that could not be recognised. A file about patients is reported but never copied.

    The file reaches quarantine before its entry is written; if the machine stops in between, `finish_quarantine` writes
    the entry. For a file about patients the entry comes first, and the next run finds it by its hash.
    """
    digest, is_private = refusal.digest, refusal.error.is_private
    name = UNNAMED_PATIENT_FILE if is_private else safe_name(path.name)
    recorded = reversed(ledger.loads_with_hash(home, digest) if digest.strip("0") else [])
    alike = (load for load in recorded if outcome_of_load(load).is_refused == is_private)
    earlier = next((load for load in alike if load.status == "quarantined" and not load.reduced_at), None)
    load = earlier or _make_refused_load(home, path, refusal, name)
    if not is_private:
        quarantine_file(home, path, load, is_ours=is_ours)
    if not earlier:
        ledger.record_load(home, load)
    if is_private and is_ours:
        # named by the time in its load id, which is how `status` finds it
        replace_durably(path, path.with_name(f".refused-{load.load_id.split('-')[0]}"))
    return replace(outcome_of_load(load), file_name=printable_name(path.name))


def _make_refused_load(home: Home, path: Path, refusal: Refusal, name: str) -> Load:
    """The entry of a file that could not be recognised, or only in part."""
    layout = refusal.layout
    load_id = f"{refusal.received}-{refusal.digest[:12]}"
    return Load(
        load_id=load_id,
        kind=layout.extract.kind if layout else "",
        month=layout.month if layout else None,
        file_name=name,
        sha256=refusal.digest,
        received_at=parse_stamp(refusal.received),
        size=path.lstat().st_size,
        rows=0,
        status="quarantined",
        era=layout.published.name if layout else "",
        is_sample=False,
        reasons=tuple(reason.as_dict() for reason in refusal.error.reasons),
        origin=find_origin(home, load_id),
    )
