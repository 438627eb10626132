"""One month of RTT (183,000 rows x 121 columns): its admission against the SHA-256 of the same plain file.

Each side is a process of its own. The hash is the yardstick: it has to be taken anyway, and needs the whole file. The
import of the validation library, paid once a process, is list_reasons apart from the work.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib
import multiprocessing
import os
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROUNDS = 3
EXTRACT = "data/rtt/20260131-RTT-January-2026-full-extract.csv.gz"


def _hash(plain: Path) -> None:
    with plain.open("rb") as handle:
        hashlib.file_digest(handle, "sha256")


def _import(_: Path) -> None:
    importlib.import_module("checks.validation.expectation_suite")


def _admit(plain: Path) -> None:
    from checks.admission import admit
    from checks.storage.home import Home

    with tempfile.TemporaryDirectory() as folder:
        verdicts = admit(Home(Path(folder)), [plain])
        if [verdict.status for verdict in verdicts] != ["accepted"]:
            raise RuntimeError(f"the file was not accepted: {verdicts}")


def _cost(work: Callable[[Path], None], plain: Path) -> tuple[float, float]:
    """CPU seconds of the work and peak memory of its process in MB."""
    start = time.process_time()
    work(plain)
    return time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _apart(work: Callable[[Path], None], plain: Path) -> tuple[float, float]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_cost, work, plain).result()


def main() -> None:
    shared = Path(os.environ.get("HOLDGAIN_SHARED", Path(__file__).parents[3] / "shared"))
    if not (shared / EXTRACT).exists():
        print(f"skipped: the real extract is not at {shared / EXTRACT}")
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "rtt.csv"
        with gzip.open(shared / EXTRACT) as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target)
        rounds = [[_apart(work, plain) for work in (_hash, _import, _admit)] for _ in range(ROUNDS)]
    for at, name in enumerate(("sha256", "import of the validation library", "admission, import included")):
        cpu = statistics.median(timings[at][0] for timings in rounds)
        ratio = statistics.median(timings[at][0] / timings[0][0] for timings in rounds)
        peak = max(timings[at][1] for timings in rounds)
        print(f"{name:34} {cpu:7.2f} CPU s {ratio:7.1f} x sha256 {peak:7.0f} MB at the peak")
    work = statistics.median((timings[2][0] - timings[1][0]) / timings[0][0] for timings in rounds)
    print(f"{'admission, import left out':34} {work:21.1f} x sha256")
