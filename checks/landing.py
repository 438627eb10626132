"""Landing: a file is claimed and named by its content, and moved into the archive; nothing is judged yet."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from checks import ledger, readmission, versions
from checks.archive import Landed, finish, held, moment, quarantine, quarantined, safe_name, sha256, take
from checks.arriving import is_being_written, settled
from checks.contract import Extract, Severity
from checks.extracts import EXTRACTS
from checks.home import Home, stamp
from checks.ledger import Load
from checks.reader import first_rows
from checks.reasons import UNFORESEEN, Reason, Refused, unforeseen
from checks.recognise import Layout, recognise
from checks.search import refuse_hidden_numbers
from checks.verdict import UNNAMED, Verdict, of_load, shown

Progress = Callable[[str], None]


FIRST_MONTH = "1948-07"
"""The month in which the NHS began."""


def silent(_: str) -> None:
    """Progress for those who do not want to hear of it."""


def land(home: Home, files: Sequence[Path] | None = None, progress: Progress = silent) -> list[Landed | Verdict]:
    """Claim the files: those of the inbox are moved, others copied, into the archive or straight into quarantine."""
    home.prepare()
    outcomes: list[Landed | Verdict] = []
    with home.lock("land"):
        home.remove_leftovers()
        finish(home)
        readmission.finish(home)
        archived = held(home)
        for path in settled(home.waiting()) if files is None else files:
            if path.parent == home.inbox and is_being_written(path):
                progress(f"{shown(path.name)}: somebody is still writing it; it stays in the inbox")
                continue
            # the inbox may have been emptied by another process since it was listed
            with contextlib.suppress(FileNotFoundError):
                outcome = _land_one(home, path, archived)
                outcomes.append(outcome)
                if isinstance(outcome, Landed):
                    archived[outcome.load_id.split("-")[1]] = outcome
                elif outcome.status == "quarantined":
                    progress(f"{outcome.file_name}: {outcome.outcome}: {outcome.reasons[0].sentence()}")
                elif outcome.reasons:
                    progress(f"{outcome.file_name}: {outcome.reasons[0].sentence()}")
    return outcomes


def _land_one(home: Home, path: Path, archived: dict[str, Landed]) -> Landed | Verdict:
    is_ours = path.parent == home.inbox
    layout = None
    received = stamp()
    try:
        layout = recognise(_first_rows(path, is_ours=is_ours))
        if faults := layout.drift or _month_faults(layout, received):
            raise Refused(*faults)
    except Refused as refusal:
        return _turn_away(home, path, refusal, layout, is_ours=is_ours)
    except UNFORESEEN as error:
        return _turn_away(home, path, Refused(unforeseen(error)), layout, is_ours=is_ours)
    digest = sha256(path)
    if digest[:12] in archived:
        if is_ours:
            path.unlink()
        return _held_already(home, path.name, archived[digest[:12]])
    if earlier := _turned_away_before(home, digest):
        quarantine(home, path, earlier, is_ours=is_ours)
        return of_load(earlier)
    month = layout.month or f"{received[:4]}-{received[4:6]}"
    target = home.archive / layout.extract.kind / month / f"{received}-{digest[:12]}-{safe_name(path.name)}"
    take(home, path, target, is_ours=is_ours)
    return Landed(layout.extract.kind, month, target)


def _held_already(home: Home, name: str, landed: Landed) -> Verdict:
    """Nothing changes; when another version has taken its place since, the reason says how this one counts again."""
    counts = None if EXTRACTS[landed.kind].is_register else versions.that_counts(home, landed.kind, landed.month)
    reasons: tuple[Reason, ...] = ()
    if counts and counts.load_id > landed.load_id:
        message = f"it is held already, as a version of {landed.month} that {counts.file_name} has superseded"
        advice = f"if this one is right, `holdgain reinstate {landed.load_id}` lets it count again"
        reasons = (Reason("held_superseded", message, advice, severity=Severity.WARNING.value),)
    return Verdict(shown(name), landed.kind, landed.month, "duplicate", 0, reasons, landed.load_id)


def _first_rows(path: Path, *, is_ours: bool) -> list[list[str]]:
    """The first rows, once all has been looked through; also of a file that will be turned away for its form.

    A file of the inbox that we may not read is turned away, so that those behind it go on.
    """
    try:
        try:
            rows = first_rows(path)
        except (Refused, *UNFORESEEN) as fault:
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


def _month_faults(layout: Layout, received: str) -> tuple[Reason, ...]:
    if layout.extract.is_register:
        return ()
    if layout.month is None:
        return (_no_month(layout.extract),)
    # an extract may come on the first day of the next month by the publisher's clock, and not before
    year, month = int(received[:4]), int(received[4:6])
    latest = f"{year + month // 12}-{month % 12 + 1:02d}"
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


def _turned_away_before(home: Home, digest: str) -> Load | None:
    """The load of the same bytes, while they lie in quarantine; taken out of there, they are judged anew."""
    load_id = quarantined(home).get(digest[:12])
    return ledger.load(home, load_id) if load_id and load_id in ledger.known_ids(home) else None


def _turn_away(home: Home, path: Path, refusal: Refused, layout: Layout | None, *, is_ours: bool) -> Verdict:
    """Quarantine a file that could not be recognised. One about patients stays where it is, and is only told.

    The ledger's entry comes first. When the machine stops before the file has been moved, the next run finds the
    entry by the hash, and moves the file under the same id.
    """
    received, digest = stamp(), "0" * 64
    name = UNNAMED if refusal.is_private else safe_name(path.name)
    if path.is_file() and not path.is_symlink():
        with contextlib.suppress(PermissionError):
            digest = sha256(path)
    recorded = reversed(ledger.of_content(home, digest) if digest.strip("0") else [])
    alike = (load for load in recorded if of_load(load).is_refused == refusal.is_private)
    earlier = next((load for load in alike if load.status == "quarantined" and not load.reduced_at), None)
    load = earlier or Load(
        load_id=f"{received}-{digest[:12]}",
        kind=layout.extract.kind if layout else "",
        month=layout.month if layout else None,
        file_name=name,
        sha256=digest,
        received_at=moment(received),
        size=path.lstat().st_size,
        rows=0,
        status="quarantined",
        era=layout.era.name if layout else "",
        is_sample=False,
        reasons=tuple(reason.as_dict() for reason in refusal.reasons),
    )
    if not earlier:
        ledger.record(home, load)
    if not refusal.is_private:
        quarantine(home, path, load, is_ours=is_ours)
    elif is_ours:
        # under the moment of its entry: by that `status` finds it
        path.replace(path.with_name(f".refused-{load.load_id.split('-')[0]}"))
    return replace(of_load(load), file_name=shown(path.name))
