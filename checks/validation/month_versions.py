"""Versions of a month: which one counts, and the reasons against letting a new file replace it."""

from __future__ import annotations

from collections.abc import Iterator

from checks.contracts.contract import Severity
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason
from checks.extracts import EXTRACTS
from checks.storage import ledger
from checks.storage.archive import ARCHIVED_NAME_PATTERN, ArchivedFile
from checks.storage.home import Home
from checks.storage.ledger import Load
from checks.storage.withdrawals import read_withdrawn_ids

ENOUGH_ROWS = 20
"""With fewer rows or organisations than this, a share of them is too unstable to act on (our choice)."""
STAGES = ("provisional", "", "revised", "final")
"""Publishers' labels for a month's figures, in order of release; first figures usually have no label."""
ORDER_FAILURES = frozenset({"rows_fewer_than_replaced", "older_version"})
WARNINGS = frozenset({"perhaps_older"})
OF_ORDER = frozenset({"older_version", "perhaps_older"})
WHOLE = "if the file is whole, release it with `holdgain release`; otherwise send the whole file"


def that_counts(home: Home, kind: str, month: str) -> Load | None:
    """Find the load that counts for a month from the archive's file names, without reading the whole ledger."""
    matches = (ARCHIVED_NAME_PATTERN.fullmatch(path.name) for path in (home.archive / kind / month).glob("*"))
    load_ids = {f"{match[1]}-{match[2]}" for match in matches if match}
    for load_id in sorted(load_ids - read_withdrawn_ids(home), reverse=True):
        if (load := ledger.find(home, load_id)) and load.status == "accepted":
            return load
    return None


def explain_duplicate(home: Home, landed: ArchivedFile) -> tuple[Reason, ...]:
    """Say why the load of bytes that are sent again does not count, and how it could; empty if it counts."""
    if landed.load_id in read_withdrawn_ids(home):
        advice = f"if it is right after all, `holdgain reinstate {landed.load_id}` lets it count again"
        return (Reason("held_withdrawn", "it is held already, and withdrawn", advice, Severity.WARNING.value),)
    counts = None if EXTRACTS[landed.kind].is_register else that_counts(home, landed.kind, landed.month)
    if counts is None or counts.load_id <= landed.load_id:
        return ()
    message = f"it is held already, as a version of {landed.month} that {counts.file_name} has superseded"
    advice = f"if this one is right, `holdgain reinstate {landed.load_id}` lets it count again"
    return (Reason("held_superseded", message, advice, Severity.WARNING.value),)


def against_replacing(home: Home, load: Load, layout: DetectedLayout, rows: int) -> Iterator[Reason]:
    """Give the reasons against replacing the version that counts: the file is only part of it, or is older."""
    older = that_counts(home, load.kind, load.month or "")
    if older is None or older.load_id > load.load_id:
        return
    if older.era == layout.era.name and older.rows >= ENOUGH_ROWS and rows * 2 < older.rows:
        message = f"the file has {rows:,} rows, the version of {load.month} that it would replace has {older.rows:,}"
        yield Reason("rows_fewer_than_replaced", message, WHOLE)
    if STAGES.index(load.called) < STAGES.index(older.called) and older.called != "provisional":
        replaced_version = f"the version of {load.month} held, {older.file_name}, is called {older.called}"
        if layout.called:
            advice = "if this one is the newer, release it with `holdgain release`; otherwise nothing needs doing"
            yield Reason("older_version", f"{replaced_version}; this file calls itself {layout.called}", advice)
        else:
            advice = f"if it is older, `holdgain reinstate {older.load_id}` takes it back; else `holdgain accept`"
            message = f"{replaced_version}; this file is not, and has taken its place"
            yield Reason("perhaps_older", message, advice, Severity.WARNING.value)
