r"""Admission: land files in the archive, check each one as a whole, and accept it into the lake or quarantine it.

    inbox -> land() -> archive/<kind>/<month>/<received>-<sha12>-<name> -> admit_landed() -> lake + ledger
                 \-> quarantine, when its kind is unknown         \-> quarantine + ledger

A file in the archive without a ledger entry is pending. The machine may stop between any two steps: the next run
carries on from the files in the folders, and repeating a step gives the same files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import duckdb

from checks.contracts.problems import UNFORESEEN_ERRORS, Reason, Refused, reason_for_unforeseen_error
from checks.extracts import EXTRACTS
from checks.files.detect_layout import DetectedLayout, detect_layout, read_version_in_name
from checks.landing import Progress, ignore_progress, land_files
from checks.reading import typed_table
from checks.reading.text_reader import read_as_plain_text, read_first_rows
from checks.review import decisions
from checks.review.damaged_records import set_damaged_aside
from checks.storage import ledger
from checks.storage.archive import ArchivedFile, file_of_load, list_pending_files
from checks.storage.duckdb_connection import open_duckdb
from checks.storage.durable_files import remove_file_durably
from checks.storage.file_hash import hash_file
from checks.storage.home import Home
from checks.storage.lake import Fingerprint, add_rows, is_intact, lake_path, note_restored, path_of_load, store_in_lake
from checks.storage.ledger import Load
from checks.storage.quarantine import quarantine_file, remove_judged_leftovers
from checks.validation import month_versions, plausibility
from checks.validation.contract_validation import validate_typed_table
from checks.validation.exported_suites import record_suites
from checks.validation.outcome import AdmissionOutcome, outcome_of_load
from checks.validation.outcome_text import summarise_outcome
from checks.validation.rule_result import RuleResult, has_critical_failure

__all__ = [
    "AdmissionOutcome",
    "ArchivedFile",
    "Progress",
    "admit",
    "admit_landed",
    "ignore_progress",
    "lake_path",
    "land_files",
    "list_pending_files",
    "restore_lake_file",
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
    own = {outcome.load_id for outcome in outcomes if isinstance(outcome, ArchivedFile)}
    # oldest month first, because each file is compared with the month before it
    waiting = sorted(list_pending_files(home), key=lambda landed: (landed.month, landed.load_id))
    for number, landed in enumerate(waiting, start=1):
        verdict, is_first = _admit_one(home, landed)
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
            _admit_one(home, other)
    return _admit_one(home, landed)[0]


def _admit_one(home: Home, landed: ArchivedFile) -> tuple[AdmissionOutcome, bool]:
    """Return the outcome, and whether this process recorded it (False: another process already had)."""
    home.work.mkdir(parents=True, exist_ok=True)
    # a fixed set of locks stops two processes checking the same file; a lock per load would leave a file for each
    with home.lock(f"judge-{int(landed.load_id[-12:], 16) % JUDGING_LOCKS}"):
        if landed.load_id in ledger.recorded_load_ids(home):
            remove_judged_leftovers(home)
            return outcome_of_load(ledger.read_load(home, landed.load_id)), False
        return _admit_first(home, landed), True


def _admit_first(home: Home, landed: ArchivedFile) -> AdmissionOutcome:
    extract = EXTRACTS[landed.kind]
    digest = hash_file(landed.path)
    load = Load(
        load_id=landed.load_id,
        kind=landed.kind,
        month=None if extract.is_register else landed.month,
        file_name=landed.file_name,
        sha256=digest,
        received_at=landed.received_at,
        size=landed.path.stat().st_size,
        rows=0,
        status="quarantined",
        era="",
        is_sample=False,
    )
    if not landed.load_id.endswith(digest[:12]):
        return _quarantine_changed_file(home, landed, load)
    _restore_compared(home, load)
    with home.scratch() as folder:
        load = _judge_file(home, landed, load, folder, is_new=True)
    if load.checks:
        load = replace(load, suites=record_suites(home, load.kind))
    if load.status == "quarantined":
        # copy to quarantine, then write the entry, then remove the original, so that the file is never missing
        quarantine_file(home, landed.path, load, is_ours=False)
    ledger.record_load(home, load)
    if load.status == "quarantined":
        remove_file_durably(landed.path)
    return outcome_of_load(load)


def _restore_compared(home: Home, load: Load) -> None:
    """Repair the earlier month's rows if they are damaged, so that a good file is not compared with bad rows."""
    earlier = plausibility.earlier_load(home, load.kind, load.month) if load.month else None
    if earlier and not is_intact(home, earlier):
        restore_lake_file(home, earlier)


def _quarantine_changed_file(home: Home, landed: ArchivedFile, load: Load) -> AdmissionOutcome:
    """Quarantine a file that changed after landing. It is moved, not copied, so that late writes are kept too."""
    message = "the file has changed since it landed: somebody was still writing it"
    reason = Reason("written_on", message, "send the whole file, under a name that ends in .part until it is whole")
    load = replace(load, reasons=(reason.as_dict(),))
    quarantine_file(home, landed.path, load, is_ours=True)
    ledger.record_load(home, load)
    return outcome_of_load(load)


def _judge_file(home: Home, landed: ArchivedFile, load: Load, folder: Path, *, is_new: bool) -> Load:
    """Return the load with its outcome, and write an accepted one to the lake. Only a new load must be plausible."""
    answers: Sequence[RuleResult] = ()
    with open_duckdb(scratch=folder) as con:
        try:
            layout = detect_layout(read_first_rows(landed.path))
            load = replace(load, era=layout.era.name, called=layout.called or read_version_in_name(load.file_name))
            text = read_as_plain_text(landed.path, folder)
            load = replace(load, encoding=text.encoding, sheet=text.sheet)
            reasons_so_far = typed_table.load_typed_table(con, text, layout)
            answers = validate_typed_table(con, layout)
            refused = has_critical_failure(answers)
            if is_new and not refused:
                load, doubts = _add_plausibility_findings(con, home, layout, load)
                reasons_so_far, refused = (
                    [*reasons_so_far, *doubts],
                    any(doubt.severity == "critical" for doubt in doubts),
                )
        except Refused as refusal:
            reasons_so_far, refused = list(refusal.reasons), True
        except (*UNFORESEEN_ERRORS, duckdb.DataError, duckdb.ProgrammingError) as error:
            reasons_so_far, refused = [reason_for_unforeseen_error(error)], True
        reasons = (*reasons_so_far, *(reason for answer in answers for reason in answer.reasons))
        load = replace(
            load,
            reasons=tuple(reason.as_dict() for reason in sorted(reasons, key=lambda reason: reason.severity)),
            checks=tuple(
                {key: value for key, value in asdict(answer).items() if key != "reasons"} for answer in answers
            ),
        )
        if not refused:
            target = path_of_load(home, load)
            load = add_rows(load, store_in_lake(home, con, layout.extract, target, folder))
    return load


def _add_plausibility_findings(
    con: duckdb.DuckDBPyConnection, home: Home, layout: DetectedLayout, load: Load
) -> tuple[Load, list[Reason]]:
    """Add what looks implausible. If somebody has decided to admit the load, failures become warnings."""
    compared = plausibility.compare_with_earlier_month(con, home, layout, load)
    load = replace(load, compared_with=compared.earlier.load_id if compared.earlier else "")
    decision = decisions.find_readmitting_decision(home, load.load_id)
    if decision is None:
        return load, list(compared.reasons)
    # the decision settles which version counts; anything else that looks odd is still a warning
    doubts = [reason for reason in compared.reasons if reason.rule not in month_versions.OF_ORDER]
    return replace(load, release=asdict(decision)), [replace(reason, severity="warning") for reason in doubts]


def restore_lake_file(home: Home, load: Load) -> bool:
    """Rewrite an accepted load's rows in the lake from its file in the archive.

    Returns False if that file is missing or has changed since it was accepted.
    """
    archived = file_of_load(home, load)
    if not archived.is_file() or hash_file(archived) != load.sha256:
        return False
    landed = ArchivedFile(load.kind, archived.parent.name, archived)
    with home.scratch() as folder:
        again = _judge_file(home, landed, load, folder, is_new=False)
    if again.status != "accepted":
        return False
    note_restored(path_of_load(home, load), load, Fingerprint(again.lake_size, again.lake_sha256))
    return True
