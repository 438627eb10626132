"""Landing: claim a file, recognise it and have it placed by its content. Rows are not checked yet."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from checks.contracts.problems import UNFORESEEN_ERRORS, Refused, reason_for_unforeseen_error
from checks.landing_months import finish_split_files, land_months
from checks.placement import Landed, Landing, Refusal, place_file, turn_away
from checks.reading.open_file import OpenFile
from checks.reading.recognition import find_month_faults, find_sheet_faults, open_readable, read_after_search
from checks.review import readmission
from checks.review.damaged_records import set_damaged_aside
from checks.storage.archive import ArchivedFile, archived_files_by_hash
from checks.storage.file_facts import FileFacts
from checks.storage.file_hash import hash_open_file
from checks.storage.home import Home
from checks.storage.inbox_files import files_no_longer_changing, has_writer
from checks.storage.load_ids import LoadClock, describe_clock_fault
from checks.storage.quarantine import finish_quarantine
from checks.validation.outcome import printable_name

Progress = Callable[[str], None]


def ignore_progress(_: str) -> None:
    """Discard progress messages."""


def land_files(home: Home, files: Sequence[Path] | None = None, progress: Progress = ignore_progress) -> list[Landed]:
    """Move inbox files, and copy any others, into the archive or straight into quarantine."""
    home.prepare()
    with home.lock("land"):
        home.remove_leftovers()
        set_damaged_aside(home, progress)
        finish_quarantine(home)
        readmission.finish_readmissions(home)
        landing = Landing(home, archived_files_by_hash(home), LoadClock.of(home))
        outcomes: list[Landed] = [*finish_split_files(landing, progress)]
        if clock_fault := describe_clock_fault(home):
            progress(clock_fault)
        for path in files_no_longer_changing(home.arrivals()) if files is None else files:
            # another process may have emptied the inbox since we listed it
            with contextlib.suppress(FileNotFoundError):
                landed = _land_file(landing, path)
                if landed is None:
                    progress(f"{printable_name(path.name)}: still being written; it stays in the inbox")
                    continue
                outcomes += landed
                _report_landed(path.name, landed, progress)
    return outcomes


def _report_landed(name: str, all_landed: Sequence[Landed], progress: Progress) -> None:
    if len(all_landed) > 1:
        months = sorted(landed.month for landed in all_landed if landed.month)
        progress(f"{printable_name(name)}: {len(months)} months, {months[0]} to {months[-1]}, each taken separately")
    for outcome in all_landed:
        if isinstance(outcome, ArchivedFile):
            continue
        if outcome.status == "quarantined":
            progress(f"{outcome.file_name}: {outcome.outcome}: {outcome.reasons[0].sentence()}")
        elif outcome.reasons:
            progress(f"{outcome.file_name}: {outcome.reasons[0].sentence()}")


def _land_file(landing: Landing, path: Path) -> list[Landed] | None:
    """Land one file; None if it is in the inbox and somebody is still writing it. It is opened only once."""
    is_ours = path.parent == landing.home.inbox
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(open_readable(path, is_ours=is_ours))
        except Refused as error:
            refusal = Refusal(error, landing.clock.next_stamp())
            return [turn_away(landing.home, path, refusal, is_ours=is_ours)]
        is_written = has_writer(file.raw.fileno())
        if is_ours and is_written:
            return None
        would_show = is_written is False and file.identity.is_settled
        all_landed = _land_open_file(landing, file, landing.clock.next_stamp(), is_ours=is_ours)
        if len(all_landed) == 1 and would_show and not file.has_changed():
            return [_with_identity(all_landed[0], file)]
        return all_landed


def _with_identity(landed: Landed, file: OpenFile) -> Landed:
    """Note what the file was, so that judging need not hash it again while it is the same."""
    if isinstance(landed, ArchivedFile) and landed.facts:
        return replace(landed, facts=replace(landed.facts, identity=file.identity))
    return landed


def _land_open_file(landing: Landing, file: OpenFile, received: str, *, is_ours: bool) -> list[Landed]:
    layout = None
    try:
        first_rows = read_after_search(file)
        layout = first_rows.known_layout()
        if layout.drift:
            raise Refused(*layout.drift)
        if (months := land_months(landing, file, first_rows, received, is_ours=is_ours)) is not None:
            return months
        if faults := (*find_month_faults(layout), *find_sheet_faults(layout, first_rows.sheet)):
            raise Refused(*faults)
    except (Refused, *UNFORESEEN_ERRORS) as error:
        refused = error if isinstance(error, Refused) else Refused(reason_for_unforeseen_error(error))
        refusal = Refusal(refused, received, hash_open_file(file.raw), layout)
        return [turn_away(landing.home, file.path, refusal, is_ours=is_ours)]
    facts = FileFacts(hash_open_file(file.raw), layout, first_rows.sheet, None)
    return [place_file(landing, file.path, facts, received, is_ours=is_ours)]
