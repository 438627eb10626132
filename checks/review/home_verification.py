"""Check that the files recorded in the ledger exist and are unchanged: by size, or by hash on request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from checks.review.damaged_records import list_damaged_records
from checks.storage import ledger
from checks.storage.archive import file_of_load
from checks.storage.file_hash import hash_file
from checks.storage.home import Home
from checks.storage.home_problem import HomeProblem
from checks.storage.lake import is_intact, path_of_load
from checks.storage.ledger import Load
from checks.storage.quarantine import list_quarantine, read_reasons
from checks.validation.exported_suites import find_suite_fault

Progress = Callable[[str], None]
LOADS_PER_REPORT = 100
"""Verifying a hundred A&E months takes about a second, a hundred RTT months about a minute."""
DROP_AGAIN = "drop the file as it was published into the inbox again, and it is put back in its place"
UNKNOWN_HASH = "0" * 64
"""The hash recorded for a file that could not be read, and for links and pipes."""


def find_archive_problems(home: Home, loads: Sequence[Load], *, reads_all: bool = False) -> Iterator[HomeProblem]:
    """Find accepted loads whose archived file is missing or altered: by size, or by hash with `reads_all`."""
    for load in loads:
        if load.was_accepted and (fault := _find_file_fault(file_of_load(home, load), load, reads_all)):
            yield _make_problem(home, "archive", file_of_load(home, load), fault, DROP_AGAIN)


def _find_file_fault(path: Path, load: Load, reads_all: bool) -> str:
    if not path.is_file():
        return "it is missing"
    if path.stat().st_size != load.size:
        return f"it has {path.stat().st_size:,} bytes, and had {load.size:,} when it was received"
    if reads_all and hash_file(path) != load.sha256:
        return "its content is no longer what was received"
    return ""


def find_lake_problems(home: Home, loads: Sequence[Load]) -> Iterator[HomeProblem]:
    """Find accepted loads whose rows in the lake are missing or altered."""
    for load in loads:
        if load.status == "accepted" and not is_intact(home, load, reads_all=True):
            path = path_of_load(home, load)
            fault = "it is no longer as it was written" if path.exists() else "it is missing"
            advice = "`holdgain verify-home --repair` restores it from the archive"
            yield _make_problem(home, "lake", path, fault, advice)


def find_quarantine_problems(home: Home) -> Iterator[HomeProblem]:
    """Find quarantined files that have been altered or have no readable reasons."""
    for item in list_quarantine(home):
        load = ledger.find(home, item.load_id)
        if item.is_reasons or load is None or load.sha256 == UNKNOWN_HASH:
            continue
        if fault := _find_file_fault(item.path, load, reads_all=True):
            yield _make_problem(
                home, "quarantine", item.path, fault, "drop the file into the inbox again, or remove it"
            )
        if not read_reasons(item.reasons_path).file and not item.reasons_path.exists():
            advice = "`holdgain verify-home --repair` writes it again from the ledger"
            yield _make_problem(home, "quarantine", item.reasons_path, "it is missing", advice)


def find_suite_problems(home: Home, loads: Sequence[Load]) -> Iterator[HomeProblem]:
    """Find suites that the ledger names and that are missing or altered."""
    for file_name in sorted({file_name for load in loads for file_name in load.suites}):
        if fault := find_suite_fault(home.suites / file_name):
            advice = "restore it from a backup: the results in the ledger stay valid without it"
            yield _make_problem(home, "ledger", home.suites / file_name, fault, advice)


def find_stored_problems(home: Home, progress: Progress) -> list[HomeProblem]:
    """Find every problem in the ledger, archive, lake and quarantine; this reads every file."""
    loads = ledger.read_loads(home)
    problems = list(list_damaged_records(home))
    for start in range(0, len(loads), LOADS_PER_REPORT):
        batch = loads[start : start + LOADS_PER_REPORT]
        problems += [*find_archive_problems(home, batch, reads_all=True), *find_lake_problems(home, batch)]
        progress(f"checked {start + len(batch):,} of {len(loads):,} loads")
    return [*problems, *find_quarantine_problems(home), *find_suite_problems(home, loads)]


def _make_problem(home: Home, area: str, path: Path, what: str, advice: str) -> HomeProblem:
    return HomeProblem(area, str(path.relative_to(home.root)), what, advice)
