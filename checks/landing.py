"""Landing: claim a file, name it by its content and move it into the archive. Rows are not checked yet."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checks.contracts.contract import Severity
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import UNFORESEEN_ERRORS, Reason, Refused, reason_for_unforeseen_error
from checks.reading.open_file import OpenFile
from checks.reading.recognition import find_month_faults, open_readable, read_after_search
from checks.review import readmission
from checks.review.damaged_records import set_damaged_aside
from checks.storage import ledger
from checks.storage.archive import (
    ArchivedFile,
    archived_files_by_hash,
    find_load_without_file,
    move_or_copy_file,
    parse_stamp,
    put_back,
    safe_name,
)
from checks.storage.durable_files import remove_file_durably, replace_durably
from checks.storage.file_facts import FileFacts
from checks.storage.file_hash import hash_file, hash_open_file
from checks.storage.home import Home
from checks.storage.inbox_files import files_no_longer_changing, has_writer
from checks.storage.ledger import Load
from checks.storage.load_ids import LoadClock, describe_clock_fault
from checks.storage.quarantine import finish_quarantine, quarantine_file, quarantined_ids_by_hash
from checks.validation import month_versions
from checks.validation.outcome import UNNAMED_PATIENT_FILE, AdmissionOutcome, outcome_of_load, printable_name

Progress = Callable[[str], None]


def ignore_progress(_: str) -> None:
    """Discard progress messages."""


def land_files(
    home: Home, files: Sequence[Path] | None = None, progress: Progress = ignore_progress
) -> list[ArchivedFile | AdmissionOutcome]:
    """Move inbox files, and copy any others, into the archive or straight into quarantine."""
    home.prepare()
    outcomes: list[ArchivedFile | AdmissionOutcome] = []
    with home.lock("land"):
        home.remove_leftovers()
        set_damaged_aside(home, progress)
        finish_quarantine(home)
        readmission.finish_readmissions(home)
        archived, clock = archived_files_by_hash(home), LoadClock.of(home)
        if clock_fault := describe_clock_fault(home):
            progress(clock_fault)
        for path in files_no_longer_changing(home.arrivals()) if files is None else files:
            # another process may have emptied the inbox since we listed it
            with contextlib.suppress(FileNotFoundError):
                outcome = _land_file(home, path, archived, clock)
                if outcome is None:
                    progress(f"{printable_name(path.name)}: somebody is still writing it; it stays in the inbox")
                    continue
                outcomes.append(outcome)
                if isinstance(outcome, ArchivedFile):
                    archived[outcome.load_id.split("-")[1]] = outcome
                elif outcome.status == "quarantined":
                    progress(f"{outcome.file_name}: {outcome.outcome}: {outcome.reasons[0].sentence()}")
                elif outcome.reasons:
                    progress(f"{outcome.file_name}: {outcome.reasons[0].sentence()}")
    return outcomes


def _land_file(
    home: Home, path: Path, archived: dict[str, ArchivedFile], clock: LoadClock
) -> ArchivedFile | AdmissionOutcome | None:
    """Land one file; None if it is in the inbox and somebody is still writing it. It is opened once for all of it."""
    is_ours = path.parent == home.inbox
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(open_readable(path, is_ours=is_ours))
        except Refused as refusal:
            return _turn_away(home, path, _Refusal(refusal, clock.next_stamp()), is_ours=is_ours)
        is_written = has_writer(file.raw.fileno())
        if is_ours and is_written:
            return None
        would_show = is_written is False and file.identity.is_settled
        landed = _land_open_file(home, file, archived, clock.next_stamp(), is_ours=is_ours)
        if isinstance(landed, ArchivedFile) and landed.facts and would_show and not file.has_changed():
            return replace(landed, facts=replace(landed.facts, identity=file.identity))
        return landed


def _land_open_file(
    home: Home, file: OpenFile, archived: dict[str, ArchivedFile], received: str, *, is_ours: bool
) -> ArchivedFile | AdmissionOutcome:
    path, layout = file.path, None
    try:
        first_rows = read_after_search(file)
        layout = first_rows.known_layout()
        if faults := layout.drift or find_month_faults(layout):
            raise Refused(*faults)
    except (Refused, *UNFORESEEN_ERRORS) as error:
        refusal = error if isinstance(error, Refused) else Refused(reason_for_unforeseen_error(error))
        digest = hash_open_file(file.raw)
        return _turn_away(home, path, _Refusal(refusal, received, digest, layout), is_ours=is_ours)
    digest = hash_open_file(file.raw)
    if (earlier_copy := archived.get(digest[:12])) and hash_file(earlier_copy.path) == digest:
        if is_ours:
            remove_file_durably(path)
        return _report_duplicate(home, path.name, earlier_copy)
    if lost := find_load_without_file(home, digest):
        return _put_back(home, path, lost, is_ours=is_ours)
    if earlier := _turned_away_before(home, digest, layout.extract.kind):
        quarantine_file(home, path, earlier, is_ours=is_ours)
        return outcome_of_load(earlier)
    month = layout.month or f"{received[:4]}-{received[4:6]}"
    target = home.archive / layout.extract.kind / month / f"{received}-{digest[:12]}-{safe_name(path.name)}"
    move_or_copy_file(home, path, target, is_ours=is_ours)
    return ArchivedFile(layout.extract.kind, month, target, FileFacts(digest, layout, first_rows.sheet, None))


def _put_back(home: Home, path: Path, load: Load, *, is_ours: bool) -> AdmissionOutcome:
    target = put_back(home, path, load, is_ours=is_ours)
    message = "it is held already; its file in the archive was missing or altered, and has been put back"
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


@dataclass(frozen=True)
class _Refusal:
    """Why and when a file was turned away, and what is known of it; a file that was not opened has no hash."""

    error: Refused
    received: str
    digest: str = "0" * 64
    layout: DetectedLayout | None = None


def _turn_away(home: Home, path: Path, refusal: _Refusal, *, is_ours: bool) -> AdmissionOutcome:
    """Quarantine a file that could not be recognised. A file about patients is reported but never copied.

    The file reaches quarantine before its entry is written; if the machine stops in between, `finish_quarantine` writes
    the entry. For a file about patients the entry comes first, and the next run finds it by its hash.
    """
    digest, layout, is_private = refusal.digest, refusal.layout, refusal.error.is_private
    name = UNNAMED_PATIENT_FILE if is_private else safe_name(path.name)
    recorded = reversed(ledger.loads_with_hash(home, digest) if digest.strip("0") else [])
    alike = (load for load in recorded if outcome_of_load(load).is_refused == is_private)
    earlier = next((load for load in alike if load.status == "quarantined" and not load.reduced_at), None)
    load = earlier or Load(
        load_id=f"{refusal.received}-{digest[:12]}",
        kind=layout.extract.kind if layout else "",
        month=layout.month if layout else None,
        file_name=name,
        sha256=digest,
        received_at=parse_stamp(refusal.received),
        size=path.lstat().st_size,
        rows=0,
        status="quarantined",
        era=layout.era.name if layout else "",
        is_sample=False,
        reasons=tuple(reason.as_dict() for reason in refusal.error.reasons),
    )
    if not is_private:
        quarantine_file(home, path, load, is_ours=is_ours)
    if not earlier:
        ledger.record_load(home, load)
    if is_private and is_ours:
        # named by the time in its load id, which is how `status` finds it
        replace_durably(path, path.with_name(f".refused-{load.load_id.split('-')[0]}"))
    return replace(outcome_of_load(load), file_name=printable_name(path.name))
