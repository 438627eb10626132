r"""Admission: land files in the archive, check each one as a whole, and accept it into the lake or quarantine it.

    inbox -> land() -> archive/<kind>/<month>/<received>-<sha12>-<name> -> admit_landed() -> lake + ledger
                 \-> quarantine, when its kind is unknown         \-> quarantine + ledger

A file in the archive without a ledger entry is pending. The machine may stop between any two steps: the next run
carries on from the files in the folders, and repeating a step gives the same files.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from checks.contracts.contract import Severity
from checks.contracts.problems import Reason, Refused
from checks.extracts import EXTRACTS
from checks.judgement import FileChangedError, judge_file
from checks.lake_restoration import restore_lake_file
from checks.landing import Progress, ignore_progress, land_files
from checks.reading.open_file import OpenFile, open_file
from checks.review.damaged_records import set_damaged_aside
from checks.storage import ledger
from checks.storage.archive import ArchivedFile, list_pending_files
from checks.storage.durable_files import remove_file_durably
from checks.storage.file_facts import FileFacts
from checks.storage.file_hash import hash_open_file
from checks.storage.home import Home
from checks.storage.lake import is_intact
from checks.storage.ledger import Load
from checks.storage.quarantine import quarantine_file, remove_judged_leftovers
from checks.storage.split_files import find_origin
from checks.validation import month_versions, plausibility
from checks.validation.exported_suites import record_suites
from checks.validation.outcome import AdmissionOutcome, outcome_of_load
from checks.validation.outcome_text import summarise_outcome

__all__ = [
    "AdmissionOutcome",
    "ArchivedFile",
    "Progress",
    "admit",
    "admit_landed",
    "ignore_progress",
    "land_files",
    "list_pending_files",
    "set_damaged_aside",
]


# chosen so that two files rarely share a lock, without leaving a lock file in the home for every load
JUDGING_LOCKS = 16


def admit(
    home: Home, files: Sequence[Path] | None = None, progress: Progress = ignore_progress
) -> list[AdmissionOutcome]:
    """Land the files (all files in the inbox if None), then check them and any file still pending from earlier runs."""
    home.prepare()
    outcomes = land_files(home, files, progress)
    verdicts = [outcome for outcome in outcomes if isinstance(outcome, AdmissionOutcome)]
    own = {outcome.load_id: outcome for outcome in outcomes if isinstance(outcome, ArchivedFile)}
    # what landing has learned of its files comes along
    pending = (own.get(landed.load_id, landed) for landed in list_pending_files(home))
    # oldest month first, because each file is compared with the month before it
    waiting = sorted(pending, key=lambda landed: (landed.month, landed.load_id))
    for number, landed in enumerate(waiting, start=1):
        verdict, is_first = _admit_file(home, landed)
        if not is_first and landed.load_id not in own:
            continue  # another process has checked it in the meantime and reports it
        progress(f"{number} of {len(waiting)}: {summarise_outcome(verdict)}")
        verdicts.append(verdict)
    return verdicts


def admit_landed(home: Home, landed: ArchivedFile) -> AdmissionOutcome:
    """Check one file and record the outcome. Repeating it, or running it twice at once, gives the same outcome.

    Pending files of the same kind for earlier months are checked first, because this file is compared with them.
    """
    for other in sorted(
        list_pending_files(home), key=lambda archived_file: (archived_file.month, archived_file.load_id)
    ):
        if other.kind == landed.kind and (other.month, other.load_id) < (landed.month, landed.load_id):
            _admit_file(home, other)
    return _admit_file(home, landed)[0]


def _admit_file(home: Home, landed: ArchivedFile) -> tuple[AdmissionOutcome, bool]:
    """Return the outcome, and whether this process recorded it (False: another process already had)."""
    home.work.mkdir(parents=True, exist_ok=True)
    # a fixed set of locks stops two processes checking the same file; a lock per load would leave a file for each
    with home.lock(f"judge-{int(landed.load_id[-12:], 16) % JUDGING_LOCKS}"):
        if landed.load_id in ledger.recorded_load_ids(home):
            remove_judged_leftovers(home)
            return outcome_of_load(ledger.read_load(home, landed.load_id)), False
        return _admit_first(home, landed), True


def _admit_first(home: Home, landed: ArchivedFile) -> AdmissionOutcome:
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(open_file(landed.path))
        except Refused:
            # a link has taken the place of the file
            return _quarantine_changed_file(home, landed, _new_load(landed, "0" * 64, landed.path.lstat().st_size))
        digest, facts = _confirm_facts(landed, file)
        load = replace(_new_load(landed, digest, file.size), origin=find_origin(home, landed.load_id))
        if not landed.load_id.endswith(digest[:12]):
            return _quarantine_changed_file(home, landed, load)
        _restore_compared(home, load)
        try:
            with home.scratch() as folder:
                load = judge_file(home, file, facts, load, folder)
        except FileChangedError:
            changed = _new_load(landed, hash_open_file(file.raw), landed.path.lstat().st_size)
            return _quarantine_changed_file(home, landed, changed)
    load = _note_origin(load)
    if load.checks:
        load = replace(load, suites=record_suites(home, load.kind))
    if load.status == "quarantined":
        # copy to quarantine, then write the entry, then remove the original, so that the file is never missing
        quarantine_file(home, landed.path, load, is_ours=False)
    ledger.record_load(home, load)
    if load.status == "quarantined":
        remove_file_durably(landed.path)
    return outcome_of_load(load)


def _confirm_facts(landed: ArchivedFile, file: OpenFile) -> tuple[str, FileFacts | None]:
    """Return the file's hash, and what its landing learned if that still holds.

    A file that another process landed, or that could have changed since, is hashed again.
    """
    if landed.facts and landed.facts.identity == file.identity:
        return landed.facts.sha256, landed.facts
    digest = hash_open_file(file.raw)
    return digest, landed.facts if landed.facts and landed.facts.sha256 == digest else None


def _new_load(landed: ArchivedFile, digest: str, size: int) -> Load:
    return Load(
        load_id=landed.load_id,
        kind=landed.kind,
        month=None if EXTRACTS[landed.kind].is_register else landed.month,
        file_name=landed.file_name,
        sha256=digest,
        received_at=landed.received_at,
        size=size,
        rows=0,
        status="quarantined",
        era="",
        is_sample=False,
    )


def _note_origin(load: Load) -> Load:
    """Say where in the file with several months the rows are, because reasons count the rows of the part."""
    if not load.origin:
        return load
    origin = load.origin
    message = (
        f"one of the {origin.months} months of {origin.file_name}, from its lines {origin.first_line:,} to "
        f"{origin.last_line:,}; rows are counted in this part"
    )
    reason = Reason("part_of_file", message, "nothing needs doing", severity=Severity.INFO.value)
    return replace(load, reasons=(*load.reasons, reason.as_dict()))


def _restore_compared(home: Home, load: Load) -> None:
    """Repair damaged rows of the month and the earlier one, so that a good file is not compared with bad rows."""
    if load.month is None:
        return
    earlier = plausibility.find_earlier_load(home, load.kind, load.month)
    compared = month_versions.accepted_loads_of_month(home, load.kind, load.month)
    for other in (*compared, *((earlier,) if earlier else ())):
        if not is_intact(home, other):
            restore_lake_file(home, other)


def _quarantine_changed_file(home: Home, landed: ArchivedFile, load: Load) -> AdmissionOutcome:
    """Quarantine a file that changed after landing. It is moved, not copied, so that late writes are kept too."""
    message = "the file has changed since it landed: somebody was still writing to it"
    reason = Reason("written_on", message, "send the whole file, under a name that ends in .part until it is whole")
    load = replace(load, reasons=(reason.as_dict(),))
    quarantine_file(home, landed.path, load, is_ours=True)
    ledger.record_load(home, load)
    return outcome_of_load(load)
