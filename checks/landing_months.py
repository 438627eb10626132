"""Land a file with several months: keep the file once, and put a part for each month into the archive.

From there each part is a file like any other: it is judged, quarantined, released, withdrawn and replaced on its own. A
month that has not changed since another file gave it has the same bytes, so the file is already loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import UNFORESEEN_ERRORS, Reason, Refused
from checks.placement import Landed, Landing, Refusal, place_file, turn_away
from checks.reading.first_rows import FirstRows, read_first_rows
from checks.reading.months_in_file import MonthText, names_several_months, split_into_months
from checks.reading.open_file import OpenFile, open_file
from checks.reading.recognition import find_month_faults
from checks.reading.text_reader import read_as_plain_text
from checks.storage import ledger
from checks.storage.archive import ArchivedFile, move_or_copy_file, put_file_back, safe_name
from checks.storage.durable_files import remove_file_durably
from checks.storage.file_facts import FileFacts
from checks.storage.file_hash import hash_file, hash_open_file
from checks.storage.quarantine import quarantined_ids_by_hash
from checks.storage.split_files import (
    MonthPart,
    SplitFile,
    find_split_file,
    list_unfinished_files,
    path_of_file,
    place_of_file,
    read_split_files,
    record_split_file,
)

ENDINGS = (".csv", ".txt", ".gz", ".zip", ".xls", ".xlsx", ".xlsb")
LONGEST_STEM = 100
"""Characters of a file's name in the names of its parts; names in the archive keep their last 120 bytes."""


def land_months(
    landing: Landing, file: OpenFile, first_rows: FirstRows, received: str, *, is_ours: bool
) -> list[Landed] | None:
    """Land each month of a file that has several; None for any other file. Raises Refused if it cannot be split."""
    with landing.home.scratch() as folder:
        months = _split_file(file, first_rows, folder, file.path.name)
        if not months:
            return None
        digest = hash_open_file(file.raw)
        if file.has_changed():
            message = "the file has changed while it was read: somebody was still writing to it"
            advice = "send the whole file, under a name that ends in .part until it is whole"
            raise Refused(Reason("written_on", message, advice))
        layout = first_rows.known_layout()
        record = _store_file(landing, file.path, layout, digest, received, is_ours=is_ours)
        return _land_parts(landing, record, layout, months)


def finish_split_files(landing: Landing, progress: Callable[[str], None]) -> list[ArchivedFile]:
    """Land the months of files whose landing was cut off. Returns those that wait to be judged."""
    landed: list[Landed] = []
    for kind, path in list_unfinished_files(landing.home):
        try:
            landed += _finish_file(landing, kind, path)
        except (Refused, *UNFORESEEN_ERRORS) as error:
            fault = error.reasons[0].sentence() if isinstance(error, Refused) else type(error).__name__
            progress(f"{path.name}: its months could not be stored: {fault}")
    known = ledger.recorded_load_ids(landing.home)
    ids = {item.load_id for item in landed} - known
    return [item for item in landing.archived.values() if item.load_id in ids]


def _finish_file(landing: Landing, kind: str, path: Path) -> list[Landed]:
    stamp, short_hash, name = path.name.split("-", 2)
    file_id = f"{stamp}-{short_hash}"
    with open_file(path) as file, landing.home.scratch() as folder:
        digest, first_rows = hash_open_file(file.raw), read_first_rows(file)
        months = _split_file(file, first_rows, folder, name)
        recorded = (record for record in read_split_files(landing.home) if record.file_id == file_id)
        record = next(recorded, SplitFile(file_id, kind, name, digest, ()))
        return _land_parts(landing, record, first_rows.known_layout(), months)


def _split_file(file: OpenFile, first_rows: FirstRows, folder: Path, name: str) -> Sequence[MonthText]:
    layout = first_rows.known_layout()
    if not layout.extract.can_hold_several_months or layout.drift:
        return ()
    try:
        plain = read_as_plain_text(file, folder, first_rows.sheet)
        if not names_several_months(plain, layout):
            return ()
    except (Refused, *UNFORESEEN_ERRORS):
        return ()  # what is wrong with the text is reported when the file is judged
    return split_into_months(plain, layout, folder, _stem(name))


def _stem(name: str) -> str:
    """Return a file's name without its endings, from which its parts are named."""
    while name.lower().endswith(ENDINGS):
        name = name[: name.rindex(".")]
    return safe_name(name)[-LONGEST_STEM:] or "file"


def _store_file(
    landing: Landing, path: Path, layout: DetectedLayout, digest: str, received: str, *, is_ours: bool
) -> SplitFile:
    """Keep the file itself in the archive, once, and return its record."""
    home, kind = landing.home, layout.extract.kind
    if record := find_split_file(home, digest):
        target = path_of_file(home, record)
        if not target.is_file() or hash_file(target) != digest:
            put_file_back(home, path, target, is_ours=is_ours)
        elif is_ours:
            remove_file_durably(path)
        return record
    file_id, name = f"{received}-{digest[:12]}", safe_name(path.name)
    move_or_copy_file(home, path, place_of_file(home, kind, file_id, name), is_ours=is_ours)
    return SplitFile(file_id, kind, name, digest, ())


def _land_parts(
    landing: Landing, record: SplitFile, layout: DetectedLayout, months: Sequence[MonthText]
) -> list[Landed]:
    """Record the parts, then store each, then record that all are stored. Repeating it changes nothing."""
    planned = replace(record, parts=_plan_parts(landing, record, months))
    if planned != record:
        record_split_file(landing.home, planned)
    landed = [
        _land_part(landing, part, replace(layout, month=part.month), text.path)
        for part, text in zip(planned.parts, months, strict=True)
    ]
    if not planned.is_complete:
        record_split_file(landing.home, replace(planned, is_complete=True))
    return landed


def _plan_parts(landing: Landing, record: SplitFile, months: Sequence[MonthText]) -> tuple[MonthPart, ...]:
    """Give each month the load that has its bytes already, or else a new one."""
    recorded = {part.sha256: part.load_id for part in record.parts}
    in_quarantine = quarantined_ids_by_hash(landing.home)
    parts = []
    for text in months:
        digest = hash_file(text.path)
        archived = landing.archived.get(digest[:12])
        held_id = recorded.get(digest) or (archived.load_id if archived else in_quarantine.get(digest[:12]))
        load_id = held_id or f"{landing.clock.next_stamp()}-{digest[:12]}"
        parts.append(MonthPart(text.month, load_id, digest, text.first_line, text.last_line))
    return tuple(parts)


def _land_part(landing: Landing, part: MonthPart, layout: DetectedLayout, path: Path) -> Landed:
    stamp = part.load_id.split("-")[0]
    if faults := find_month_faults(layout):
        refusal = Refusal(Refused(*faults), stamp, part.sha256, layout)
        return turn_away(landing.home, path, refusal, is_ours=True)
    return place_file(landing, path, FileFacts(part.sha256, layout, "", None), stamp, is_ours=True)
