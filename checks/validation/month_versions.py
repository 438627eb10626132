"""Versions of a month: which one counts, and the reasons against letting a new file replace it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.contracts.contract import Severity
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason
from checks.extracts import EXTRACTS
from checks.storage import ledger
from checks.storage.archive import ARCHIVED_NAME_PATTERN, ArchivedFile
from checks.storage.home import Home
from checks.storage.ledger import Load
from checks.storage.month_vintages import Vintage, group_into_vintages
from checks.storage.withdrawals import read_withdrawn_ids

ENOUGH_ROWS = 20
"""With fewer rows or organisations than this, a share of them is too unstable to act on (our choice)."""
STAGES = ("provisional", "", "revised", "final")
"""Publishers' labels for a month's figures, in order of release; first figures usually have no label."""
ORDER_FAILURES = frozenset({"rows_fewer_than_replaced", "older_version"})
WARNINGS = frozenset({"perhaps_older"})
OF_ORDER = frozenset({"older_version", "perhaps_older"})
WHOLE = "if the file is whole, release it with `holdgain release`; otherwise send the whole file"


def accepted_loads_of_month(home: Home, kind: str, month: str) -> list[Load]:
    """Read the accepted loads of a month in order of receipt, found by the names in the archive; withdrawn ones too."""
    matches = (ARCHIVED_NAME_PATTERN.fullmatch(path.name) for path in (home.archive / kind / month).glob("*"))
    load_ids = sorted({f"{match[1]}-{match[2]}" for match in matches if match})
    loads = (ledger.find(home, load_id) for load_id in load_ids)
    return [load for load in loads if load and load.status == "accepted"]


def read_vintages(home: Home, kind: str, month: str) -> list[Vintage]:
    """Read the vintages of a month, without reading the whole ledger."""
    withdrawn = read_withdrawn_ids(home)
    return group_into_vintages(
        load for load in accepted_loads_of_month(home, kind, month) if load.load_id not in withdrawn
    )


def current_load(home: Home, kind: str, month: str) -> Load | None:
    """Find the load that counts for a month; None if there is none."""
    vintages = read_vintages(home, kind, month)
    return vintages[-1].current if vintages else None


def explain_duplicate(home: Home, landed: ArchivedFile) -> tuple[Reason, ...]:
    """Say why the load of bytes that are sent again does not count, and how it could; empty if it counts."""
    if landed.load_id in read_withdrawn_ids(home):
        advice = f"if it is right after all, `holdgain reinstate {landed.load_id}` lets it count again"
        return (Reason("held_withdrawn", "the file is already loaded, and withdrawn", advice, Severity.WARNING.value),)
    vintages = [] if EXTRACTS[landed.kind].is_register else read_vintages(home, landed.kind, landed.month)
    own = next((load for vintage in vintages for load in vintage.loads if load.load_id == landed.load_id), None)
    if own is None or own == vintages[-1].current:
        return ()
    counting = vintages[-1].current
    advice = f"if this one is right, `holdgain reinstate {landed.load_id}` lets it count again"
    if own in vintages[-1].loads:
        message = f"the file is already loaded, with the same figures as {counting.file_name}, which counts"
        return (Reason("held_repeated", message, advice, Severity.INFO.value),)
    message = f"the file is already loaded, as a version of {landed.month} that {counting.file_name} has superseded"
    return (Reason("held_superseded", message, advice, Severity.WARNING.value),)


def compare_with_versions(home: Home, load: Load, layout: DetectedLayout, rows: int) -> Iterator[Reason]:
    """Compare a file with the versions of its month: it repeats one, or there are reasons not to replace one."""
    vintages = read_vintages(home, load.kind, load.month or "")
    others = sorted((other for vintage in vintages for other in vintage.loads), key=lambda other: other.load_id)
    if not others or others[-1].load_id > load.load_id:
        return
    as_accepted = replace(load, status="accepted")
    joined = group_into_vintages((*others, as_accepted))
    vintage = next(vintage for vintage in joined if as_accepted in vintage.loads)
    if len(vintage.loads) > 1:
        yield _explain_repetition(as_accepted, vintage, joined[-1])
    else:
        yield from _against_replacing(joined[-2].current, load, layout, rows)


def _explain_repetition(load: Load, vintage: Vintage, newest: Vintage) -> Reason:
    """Say whose figures a file has, and which of the files counts."""
    other = vintage.current if vintage.current != load else vintage.loads[-2]
    message = f"the figures are those of {other.file_name}"
    if vintage != newest:
        advice = f"if they are right after all, `holdgain reinstate {vintage.current.load_id}` lets them count again"
        return Reason("superseded_figures", f"{message}, which has been superseded", advice, Severity.WARNING.value)
    effect = "which counts" if vintage.current == other else "in place of which this file counts"
    return Reason("same_figures", f"{message}, {effect}", "nothing needs doing", Severity.INFO.value)


def _against_replacing(older: Load, load: Load, layout: DetectedLayout, rows: int) -> Iterator[Reason]:
    """Give the reasons against replacing the version that counts: the file is only part of it, or is older."""
    if older.era == layout.published.name and older.rows >= ENOUGH_ROWS and rows * 2 < older.rows:
        message = f"the file has {rows:,} rows, the version of {load.month} that it would replace has {older.rows:,}"
        yield Reason("rows_fewer_than_replaced", message, WHOLE)
    if STAGES.index(load.called) < STAGES.index(older.called) and older.called != "provisional":
        replaced_version = f"the loaded version of {load.month}, {older.file_name}, is called {older.called}"
        if layout.called:
            advice = "if this one is the newer, release it with `holdgain release`; otherwise nothing needs doing"
            yield Reason("older_version", f"{replaced_version}; this file calls itself {layout.called}", advice)
        else:
            advice = f"if it is older, `holdgain reinstate {older.load_id}` takes it back; else `holdgain accept`"
            message = f"{replaced_version}; this file is not, and has taken its place"
            yield Reason("perhaps_older", message, advice, Severity.WARNING.value)
