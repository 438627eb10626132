r"""The gate: a file lands in the archive, is judged as a whole, and is accepted into the lake or quarantined.

    inbox -> land() -> archive/<kind>/<month>/<received>-<sha12>-<name> -> admit_landed() -> lake + ledger
                 \-> quarantine, when it is of no known kind      \-> quarantine + ledger

A file in the archive without an entry in the ledger is pending. So a machine may stop between any two steps: the next
run goes on from what lies in the folders, and each step done twice gives the same files.
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
from checks.validation.expectation_suite import RuleResult, has_critical_failure
from checks.validation.outcome import AdmissionOutcome, outcome_of_load
from checks.validation.outcome_text import summarise_outcome

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


JUDGING_LOCKS = 16


def admit(
    home: Home, files: Sequence[Path] | None = None, progress: Progress = ignore_progress
) -> list[AdmissionOutcome]:
    """Land the files (or all that waits in the inbox), and judge them and whatever was left pending before."""
    home.prepare()
    outcomes = land_files(home, files, progress)
    verdicts = [outcome for outcome in outcomes if isinstance(outcome, AdmissionOutcome)]
    own = {outcome.load_id for outcome in outcomes if isinstance(outcome, ArchivedFile)}
    # in the order of their months: each is held against the month before it
    waiting = sorted(list_pending_files(home), key=lambda landed: (landed.month, landed.load_id))
    for number, landed in enumerate(waiting, start=1):
        verdict, is_first = _admit_one(home, landed)
        if not is_first and landed.load_id not in own:
            continue  # another process judged it meanwhile, and tells of it
        progress(f"{number} of {len(waiting)}: {summarise_outcome(verdict)}")
        verdicts.append(verdict)
    return verdicts


def admit_landed(home: Home, landed: ArchivedFile) -> AdmissionOutcome:
    """Judge one file and write the outcome down. Doing it twice, or twice at once, gives the same outcome.

    Files of the kind that wait for an earlier month are judged first: what this one is held against is among them.
    """
    for other in sorted(
        list_pending_files(home), key=lambda archived_file: (archived_file.month, archived_file.load_id)
    ):
        if other.kind == landed.kind and (other.month, other.load_id) < (landed.month, landed.load_id):
            _admit_one(home, other)
    return _admit_one(home, landed)[0]


def _admit_one(home: Home, landed: ArchivedFile) -> tuple[AdmissionOutcome, bool]:
    """The verdict, and whether it was for us to find it."""
    home.work.mkdir(parents=True, exist_ok=True)
    # a few locks are enough to keep two processes from the same file, and leave no lock file for each load
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
    if load.status == "quarantined":
        # the copy in quarantine stands before the entry, and the original goes after it: no moment without the file
        quarantine_file(home, landed.path, load, is_ours=False)
    ledger.record_load(home, load)
    if load.status == "quarantined":
        remove_file_durably(landed.path)
    return outcome_of_load(load)


def _restore_compared(home: Home, load: Load) -> None:
    """See that the rows which the load is compared with are whole: a damaged file would speak against a good one."""
    earlier = plausibility.earlier_load(home, load.kind, load.month) if load.month else None
    if earlier and not is_intact(home, earlier):
        restore_lake_file(home, earlier)


def _quarantine_changed_file(home: Home, landed: ArchivedFile, load: Load) -> AdmissionOutcome:
    """Quarantine what is not what landed: somebody wrote on. It is moved, so that what they still write is kept too."""
    message = "the file has changed since it landed: somebody was still writing it"
    reason = Reason("written_on", message, "send the whole file, under a name that ends in .part until it is whole")
    load = replace(load, reasons=(reason.as_dict(),))
    quarantine_file(home, landed.path, load, is_ours=True)
    ledger.record_load(home, load)
    return outcome_of_load(load)


def _judge_file(home: Home, landed: ArchivedFile, load: Load, folder: Path, *, is_new: bool) -> Load:
    """The load with its outcome filled in; an accepted one stands in the lake. Only a new one must be plausible."""
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
    """What does not look plausible. Of a load that somebody has decided to admit, the failures are warnings."""
    compared = plausibility.compare_with_earlier_month(con, home, layout, load)
    load = replace(load, compared_with=compared.earlier.load_id if compared.earlier else "")
    decision = decisions.find_readmitting_decision(home, load.load_id)
    if decision is None:
        return load, list(compared.reasons)
    # which version it is has been decided; what else looks odd is worth a warning
    doubts = [reason for reason in compared.reasons if reason.rule not in month_versions.OF_ORDER]
    return replace(load, release=asdict(decision)), [replace(reason, severity="warning") for reason in doubts]


def restore_lake_file(home: Home, load: Load) -> bool:
    """Write an accepted load's rows into the lake again, from its file in the archive.

    False when that is gone, or no longer what was accepted.
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
