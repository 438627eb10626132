"""Two processes admit the same inbox at the same moment: every file becomes one load."""

from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path

from checks.admission import admit, list_pending_files
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import entries

PAIRS = [(sheets.code_of(number), sheets.code_of(number + 100), "2024-04") for number in range(12)]


def _admit_together(root: Path, together: Barrier) -> None:
    together.wait(120)
    admit(Home(root))


def test_each_file_is_one_load(home: Home) -> None:
    for number, pair in enumerate(PAIRS):
        sheets.successions(pair).write(home.inbox, f"{number}.csv")
    sheets.ae().write(home.inbox, "ae.csv")
    (home.inbox / "page.csv").write_text("<!DOCTYPE html><html></html>")
    count = len(PAIRS) + 2
    context = multiprocessing.get_context("forkserver")
    # the library's import takes seconds: once, and before the two begin
    context.set_forkserver_preload(["great_expectations", __name__])
    together = context.Barrier(2)
    workers = [context.Process(target=_admit_together, args=(home.root, together)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(180)
    assert [worker.exitcode for worker in workers] == [0, 0]
    actual = entries(home)
    assert len(actual) == len({entry["sha256"] for entry in actual}) == count
    assert [entry["status"] for entry in actual].count("accepted") == count - 1
    assert len(list(home.archive.rglob("*.csv"))) == len(list(home.lake.rglob("*.parquet"))) == count - 1
    assert home.waiting() == []
    assert list_pending_files(home) == []
