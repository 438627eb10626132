"""Landing: claim a file, name it by its content and move it into the archive. Rows are not checked yet."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from checks.contracts.contract import Extract, Severity
from checks.contracts.problems import UNFORESEEN_ERRORS, Reason, Refused, reason_for_unforeseen_error
from checks.extracts import EXTRACTS
from checks.files.detect_layout import DetectedLayout, detect_layout
from checks.privacy.whole_file_scan import refuse_hidden_numbers
from checks.reading.text_reader import read_first_rows
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
from checks.storage.file_hash import hash_file
from checks.storage.home import Home
from checks.storage.inbox_files import files_no_longer_changing, is_being_written
from checks.storage.ledger import Load
from checks.storage.load_ids import LoadClock, describe_clock_fault, read_clock
from checks.storage.quarantine import finish_quarantine, quarantine_file, quarantined_ids_by_hash
from checks.validation import month_versions
from checks.validation.outcome import UNNAMED_PATIENT_FILE, AdmissionOutcome, outcome_of_load, printable_name

Progress = Callable[[str], None]


FIRST_MONTH = "1948-07"
"""The NHS began on 5 July 1948, so no extract can be older."""


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
        for path in files_no_longer_changing(home.waiting()) if files is None else files:
            if path.parent == home.inbox and is_being_written(path):
                progress(f"{printable_name(path.name)}: somebody is still writing it; it stays in the inbox")
                continue
            # another process may have emptied the inbox since we listed it
            with contextlib.suppress(FileNotFoundError):
                outcome = _land_one(home, path, archived, clock)
                outcomes.append(outcome)
                if isinstance(outcome, ArchivedFile):
                    archived[outcome.load_id.split("-")[1]] = outcome
                elif outcome.status == "quarantined":
                    progress(f"{outcome.file_name}: {outcome.outcome}: {outcome.reasons[0].sentence()}")
                elif outcome.reasons:
                    progress(f"{outcome.file_name}: {outcome.reasons[0].sentence()}")
    return outcomes


def _land_one(
    home: Home, path: Path, archived: dict[str, ArchivedFile], clock: LoadClock
) -> ArchivedFile | AdmissionOutcome:
    is_ours = path.parent == home.inbox
    layout = None
    received = clock.next_stamp()
    try:
        layout = detect_layout(_first_rows(path, is_ours=is_ours))
        if faults := layout.drift or _month_faults(layout):
            raise Refused(*faults)
    except Refused as refusal:
        return _turn_away(home, path, refusal, layout, received, is_ours=is_ours)
    except UNFORESEEN_ERRORS as error:
        return _turn_away(home, path, Refused(reason_for_unforeseen_error(error)), layout, received, is_ours=is_ours)
    digest = hash_file(path)
    if (earlier_copy := archived.get(digest[:12])) and hash_file(earlier_copy.path) == digest:
        if is_ours:
            remove_file_durably(path)
        return _held_already(home, path.name, earlier_copy)
    if lost := find_load_without_file(home, digest):
        return _put_back(home, path, lost, is_ours=is_ours)
    if earlier := _turned_away_before(home, digest, layout.extract.kind):
        quarantine_file(home, path, earlier, is_ours=is_ours)
        return outcome_of_load(earlier)
    month = layout.month or f"{received[:4]}-{received[4:6]}"
    target = home.archive / layout.extract.kind / month / f"{received}-{digest[:12]}-{safe_name(path.name)}"
    move_or_copy_file(home, path, target, is_ours=is_ours)
    return ArchivedFile(layout.extract.kind, month, target)


def _put_back(home: Home, path: Path, load: Load, *, is_ours: bool) -> AdmissionOutcome:
    target = put_back(home, path, load, is_ours=is_ours)
    message = "it is held already; its file in the archive was missing or altered, and has been put back"
    reason = Reason("archive_put_back", message, "nothing needs doing", severity=Severity.INFO.value)
    verdict = _held_already(home, path.name, ArchivedFile(load.kind, target.parent.name, target))
    return replace(verdict, reasons=(reason, *verdict.reasons))


def _held_already(home: Home, name: str, landed: ArchivedFile) -> AdmissionOutcome:
    """Report a duplicate. If a newer version has superseded it, the reason says how to reinstate this one."""
    counts = None if EXTRACTS[landed.kind].is_register else month_versions.that_counts(home, landed.kind, landed.month)
    reasons: tuple[Reason, ...] = ()
    if counts and counts.load_id > landed.load_id:
        message = f"it is held already, as a version of {landed.month} that {counts.file_name} has superseded"
        advice = f"if this one is right, `holdgain reinstate {landed.load_id}` lets it count again"
        reasons = (Reason("held_superseded", message, advice, severity=Severity.WARNING.value),)
    return AdmissionOutcome(printable_name(name), landed.kind, landed.month, "duplicate", 0, reasons, landed.load_id)


def _first_rows(path: Path, *, is_ours: bool) -> list[list[str]]:
    """Read the first rows after searching the whole file for patient data, even if its format will be refused.

    An inbox file that this account may not read is refused, so that it does not block the files behind it.
    """
    try:
        try:
            rows = read_first_rows(path)
        except (Refused, *UNFORESEEN_ERRORS) as fault:
            if not (isinstance(fault, Refused) and fault.is_private):
                refuse_hidden_numbers(path)
            raise
        refuse_hidden_numbers(path)
        return rows
    except PermissionError as error:
        if not is_ours:
            raise
        message = "the file may not be read by the account that runs this"
        raise Refused(Reason("readable", message, "give it the right to read the file, and send it again")) from error


def _month_faults(layout: DetectedLayout) -> tuple[Reason, ...]:
    if layout.extract.is_register:
        return ()
    if layout.month is None:
        return (_no_month(layout.extract),)
    # No extract is published before its month ends; next month is allowed too, in case this machine's clock is behind.
    # Use the machine's clock: load ids run ahead of it after a load was recorded with a clock that was fast.
    today = read_clock()
    latest = f"{today.year + today.month // 12}-{today.month % 12 + 1:02d}"
    if FIRST_MONTH <= layout.month <= latest:
        return ()
    advice = "correct the period and send the file again"
    return (Reason("month_possible", "no extract can be of this month", advice, value=layout.month),)


def _no_month(extract: Extract) -> Reason:
    return Reason(
        "month_told",
        f"no row tells the month of this {extract.title} file",
        "send the file as published, with its period: the month is read from the rows, never from the file's name",
        column=", ".join(extract.month_columns),
    )


def _turned_away_before(home: Home, digest: str, kind: str) -> Load | None:
    """Find the load of the same bytes while they are in quarantine; once removed, they are checked afresh.

    So are bytes that were of no known kind then: a contract has been written for them since.
    """
    load_id = quarantined_ids_by_hash(home).get(digest[:12])
    load = ledger.find(home, load_id) if load_id else None
    return load if load and load.kind == kind else None


def _turn_away(
    home: Home, path: Path, refusal: Refused, layout: DetectedLayout | None, received: str, *, is_ours: bool
) -> AdmissionOutcome:
    """Quarantine a file that could not be recognised. A file about patients is reported but never copied.

    The file reaches quarantine before its entry is written; if the machine stops in between, `finish_quarantine` writes
    the entry. For a file about patients the entry comes first, and the next run finds it by its hash.
    """
    digest = "0" * 64
    name = UNNAMED_PATIENT_FILE if refusal.is_private else safe_name(path.name)
    if path.is_file() and not path.is_symlink():
        with contextlib.suppress(PermissionError):
            digest = hash_file(path)
    recorded = reversed(ledger.loads_with_hash(home, digest) if digest.strip("0") else [])
    alike = (load for load in recorded if outcome_of_load(load).is_refused == refusal.is_private)
    earlier = next((load for load in alike if load.status == "quarantined" and not load.reduced_at), None)
    load = earlier or Load(
        load_id=f"{received}-{digest[:12]}",
        kind=layout.extract.kind if layout else "",
        month=layout.month if layout else None,
        file_name=name,
        sha256=digest,
        received_at=parse_stamp(received),
        size=path.lstat().st_size,
        rows=0,
        status="quarantined",
        era=layout.era.name if layout else "",
        is_sample=False,
        reasons=tuple(reason.as_dict() for reason in refusal.reasons),
    )
    if not refusal.is_private:
        quarantine_file(home, path, load, is_ours=is_ours)
    if not earlier:
        ledger.record_load(home, load)
    if refusal.is_private and is_ours:
        # named by the time in its load id, which is how `status` finds it
        replace_durably(path, path.with_name(f".refused-{load.load_id.split('-')[0]}"))
    return replace(outcome_of_load(load), file_name=printable_name(path.name))
