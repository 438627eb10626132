"""The versions of one month: which counts, and what speaks against a file that would take its place."""

from __future__ import annotations

from collections.abc import Iterator

from checks.contracts.contract import Severity
from checks.contracts.problems import Reason
from checks.files.detect_layout import DetectedLayout
from checks.storage import ledger
from checks.storage.archive import ARCHIVED_NAME_PATTERN
from checks.storage.home import Home
from checks.storage.ledger import Load

ENOUGH_ROWS = 20
"""Below so many rows or organisations, a share of them says nothing."""
STAGES = ("provisional", "", "revised", "final")
"""What a publisher calls a month's figures, one after the other; most first figures are called nothing."""
ORDER_FAILURES = frozenset({"rows_fewer_than_replaced", "older_version"})
WARNINGS = frozenset({"perhaps_older"})
OF_ORDER = frozenset({"older_version", "perhaps_older"})
WHOLE = "if the file is whole, release it with `holdgain release`; otherwise send the whole file"


def that_counts(home: Home, kind: str, month: str) -> Load | None:
    """The load that counts for a month, by the folders: the ledger's other entries are not read."""
    matches = (ARCHIVED_NAME_PATTERN.fullmatch(path.name) for path in (home.archive / kind / month).glob("*"))
    for load_id in sorted((f"{match[1]}-{match[2]}" for match in matches if match), reverse=True):
        if (load := ledger.find(home, load_id)) and load.status == "accepted":
            return load
    return None


def against_replacing(home: Home, load: Load, layout: DetectedLayout, rows: int) -> Iterator[Reason]:
    """What speaks against taking the place of the version that counts: it is a part of it, or comes before it."""
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
