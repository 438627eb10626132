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

from checks import decisions, formats, ledger, plausibility, versions
from checks.archive import Landed, file_of_load, pending
from checks.damaged_records import set_damaged_aside
from checks.durable_files import remove_file_durably
from checks.engine import connect
from checks.extracts import EXTRACTS
from checks.file_hash import sha256
from checks.home import Home
from checks.judge import judge
from checks.lake import Fingerprint, add_rows, is_intact, lake_path, note_restored, path_of_load, store
from checks.landing import Progress, land, silent
from checks.ledger import Load
from checks.quarantine import quarantine, remove_judged_leftovers
from checks.reader import first_rows, plain
from checks.reasons import UNFORESEEN, Reason, Refused, unforeseen
from checks.recognise import Layout, called_in, recognise
from checks.suite import Answer, is_refused
from checks.telling import line
from checks.verdict import Verdict, of_load

__all__ = [
    "Landed",
    "Progress",
    "Verdict",
    "admit",
    "admit_landed",
    "lake_path",
    "land",
    "pending",
    "restore",
    "set_damaged_aside",
    "silent",
]


LOCKS = 16


def admit(home: Home, files: Sequence[Path] | None = None, progress: Progress = silent) -> list[Verdict]:
    """Land the files (or all that waits in the inbox), and judge them and whatever was left pending before."""
    home.prepare()
    outcomes = land(home, files, progress)
    verdicts = [outcome for outcome in outcomes if isinstance(outcome, Verdict)]
    own = {outcome.load_id for outcome in outcomes if isinstance(outcome, Landed)}
    # in the order of their months: each is held against the month before it
    waiting = sorted(pending(home), key=lambda landed: (landed.month, landed.load_id))
    for number, landed in enumerate(waiting, start=1):
        verdict, is_first = _admit_one(home, landed)
        if not is_first and landed.load_id not in own:
            continue  # another process judged it meanwhile, and tells of it
        progress(f"{number} of {len(waiting)}: {line(verdict)}")
        verdicts.append(verdict)
    return verdicts


def admit_landed(home: Home, landed: Landed) -> Verdict:
    """Judge one file and write the outcome down. Doing it twice, or twice at once, gives the same outcome.

    Files of the kind that wait for an earlier month are judged first: what this one is held against is among them.
    """
    for other in sorted(pending(home), key=lambda each: (each.month, each.load_id)):
        if other.kind == landed.kind and (other.month, other.load_id) < (landed.month, landed.load_id):
            _admit_one(home, other)
    return _admit_one(home, landed)[0]


def _admit_one(home: Home, landed: Landed) -> tuple[Verdict, bool]:
    """The verdict, and whether it was for us to find it."""
    home.work.mkdir(parents=True, exist_ok=True)
    # a few locks are enough to keep two processes from the same file, and leave no lock file for each load
    with home.lock(f"judge-{int(landed.load_id[-12:], 16) % LOCKS}"):
        if landed.load_id in ledger.known_ids(home):
            remove_judged_leftovers(home)
            return of_load(ledger.load(home, landed.load_id)), False
        return _admit_first(home, landed), True


def _admit_first(home: Home, landed: Landed) -> Verdict:
    extract = EXTRACTS[landed.kind]
    digest = sha256(landed.path)
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
        return _changed_since(home, landed, load)
    _restore_compared(home, load)
    with home.scratch() as folder:
        load = _judged(home, landed, load, folder, is_new=True)
    if load.status == "quarantined":
        # the copy in quarantine stands before the entry, and the original goes after it: no moment without the file
        quarantine(home, landed.path, load, is_ours=False)
    ledger.record(home, load)
    if load.status == "quarantined":
        remove_file_durably(landed.path)
    return of_load(load)


def _restore_compared(home: Home, load: Load) -> None:
    """See that the rows which the load is compared with are whole: a damaged file would speak against a good one."""
    earlier = plausibility.earlier_load(home, load.kind, load.month) if load.month else None
    if earlier and not is_intact(home, earlier):
        restore(home, earlier)


def _changed_since(home: Home, landed: Landed, load: Load) -> Verdict:
    """Quarantine what is not what landed: somebody wrote on. It is moved, so that what they still write is kept too."""
    message = "the file has changed since it landed: somebody was still writing it"
    reason = Reason("written_on", message, "send the whole file, under a name that ends in .part until it is whole")
    load = replace(load, reasons=(reason.as_dict(),))
    quarantine(home, landed.path, load, is_ours=True)
    ledger.record(home, load)
    return of_load(load)


def _judged(home: Home, landed: Landed, load: Load, folder: Path, *, is_new: bool) -> Load:
    """The load with its outcome filled in; an accepted one stands in the lake. Only a new one must be plausible."""
    answers: Sequence[Answer] = ()
    with connect(scratch=folder) as con:
        try:
            layout = recognise(first_rows(landed.path))
            load = replace(load, era=layout.era.name, called=layout.called or called_in(load.file_name))
            text = plain(landed.path, folder)
            load = replace(load, encoding=text.encoding, sheet=text.sheet)
            told = formats.load(con, text, layout)
            answers = judge(con, layout)
            refused = is_refused(answers)
            if is_new and not refused:
                load, doubts = _with_doubts(con, home, layout, load)
                told, refused = [*told, *doubts], any(doubt.severity == "critical" for doubt in doubts)
        except Refused as refusal:
            told, refused = list(refusal.reasons), True
        except (*UNFORESEEN, duckdb.DataError, duckdb.ProgrammingError) as error:
            told, refused = [unforeseen(error)], True
        reasons = (*told, *(reason for answer in answers for reason in answer.reasons))
        load = replace(
            load,
            reasons=tuple(reason.as_dict() for reason in sorted(reasons, key=lambda reason: reason.severity)),
            checks=tuple(
                {key: value for key, value in asdict(answer).items() if key != "reasons"} for answer in answers
            ),
        )
        if not refused:
            target = path_of_load(home, load)
            load = add_rows(load, store(home, con, layout.extract, target, folder))
    return load


def _with_doubts(con: duckdb.DuckDBPyConnection, home: Home, layout: Layout, load: Load) -> tuple[Load, list[Reason]]:
    """What does not look plausible. Of a load that somebody has decided to admit, the failures are warnings."""
    compared = plausibility.compare(con, home, layout, load)
    load = replace(load, compared_with=compared.earlier.load_id if compared.earlier else "")
    decision = decisions.behind(home, load.load_id)
    if decision is None:
        return load, list(compared.reasons)
    # which version it is has been decided; what else looks odd is worth a warning
    doubts = [each for each in compared.reasons if each.rule not in versions.OF_ORDER]
    return replace(load, release=asdict(decision)), [replace(each, severity="warning") for each in doubts]


def restore(home: Home, load: Load) -> bool:
    """Write an accepted load's rows into the lake again, from its file in the archive.

    False when that is gone, or no longer what was accepted.
    """
    archived = file_of_load(home, load)
    if not archived.is_file() or sha256(archived) != load.sha256:
        return False
    landed = Landed(load.kind, archived.parent.name, archived)
    with home.scratch() as folder:
        again = _judged(home, landed, load, folder, is_new=False)
    if again.status != "accepted":
        return False
    note_restored(path_of_load(home, load), load, Fingerprint(again.lake_size, again.lake_sha256))
    return True
