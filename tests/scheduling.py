"""How pytest-xdist spreads the tests: whole files, the longest first, those that change the pool of loads together."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    import pytest

REPOSITORY = Path(__file__).parents[1]
POOL = "the pool of loads"
POOL_FOLDER = "tests/transforms/increments/"
# by how long each ran on two cores; what is short fills up the end, so that no core waits for the other
LONGEST_FIRST = (
    "tests/dags/test_chain.py",
    POOL,
    "tests/reports/test_browser.py",
    "tests/crash/test_kill.py",
    "tests/crash/test_faults.py",
    "tests/reports/verification/test_verify.py",
    "tests/reports/test_hostile_text.py",
    "tests/reports/data/disclosure/test_edition.py",
    "tests/dags/cli/test_verify_home.py",
    "tests/transforms/test_build.py",
    "tests/reports/data/test_restated_series.py",
    "tests/checks/samples/test_admission.py",
    "tests/transforms/gain/test_truths.py",
    "tests/transforms/gain/test_past_runs.py",
    "tests/reports/data/disclosure/test_known_at.py",
    "tests/checks/extracts/test_rtt.py",
    "tests/checks/extracts/test_dm01.py",
    "tests/checks/extracts/test_referrals.py",
    "tests/reports/pages/test_revisions_page.py",
    "tests/reports/test_same_pages.py",
    "tests/reports/reuse/test_same_as_full.py",
    "tests/crash/test_disk.py",
    "tests/checks/test_fuzz.py",
    "tests/dags/cli/test_new_extract.py",
    "tests/transforms/test_merged_adopters.py",
)


def count_workers() -> int | None:
    """Two more than there are cores: a third of the time, tests wait for Airflow, a browser or the disk.

    On three workers, 6,030 tests left two cores idle for 30% of 900 s.
    """
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    return (os.cpu_count() or 1) + 2


class FileScheduling(LoadFileScheduling):  # type: ignore[misc]
    """Files stay whole, and those that take loads from the pool go to one worker.

    The edition that many files read is made once for all workers (`shared_folder.py`).
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(super()._split_scope(nodeid))


def group_of(file: str) -> str:
    """Return the file, or the group of the files that take loads from the pool."""
    return POOL if file.startswith(POOL_FOLDER) else file


def sort_longest_first(items: list[pytest.Item]) -> None:
    """Sort tests by the place of their file in the list; the others stay in order behind it."""
    places = {group: place for place, group in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(group_of(item.nodeid.split("::")[0]), len(places)))
