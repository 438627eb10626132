"""Every real file at hand, looked through for records of patients: none holds any, so each refusal is a false alarm.

Members of archives and the sheets of workbooks are looked through with their file. Then the cost of the look at one
month of RTT, as a ratio to its SHA-256.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from checks.contracts.problems import Refused
from tests.checks.reading.read import read_first_rows, refuse_hidden_numbers

SUFFIXES = {".csv", ".gz", ".json", ".md", ".txt", ".xls", ".xlsx", ".zip"}
EXTRACT = "data/rtt/20260131-RTT-January-2026-full-extract.csv.gz"


def find_real_files(shared: Path) -> list[Path]:
    """The published files and the files of reported cases."""
    folders = (shared / name for name in ("data", "cases", "golden"))
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def alarms_in(path: Path) -> list[str]:
    """The refusals of a file as records of patients; other refusals are of no matter here."""
    alarms = []
    for look in (read_first_rows, refuse_hidden_numbers):
        try:
            look(path)
        except Refused as refusal:
            if refusal.is_private:
                alarms.append(refusal.reasons[0].finding())
    return alarms


def main() -> None:
    shared = Path(os.environ.get("HOLDGAIN_SHARED", Path(__file__).parents[3] / "shared"))
    if not (shared / "data").is_dir():
        print(f"the real extracts are not at {shared}: nothing was looked through")
        return
    paths = find_real_files(shared)
    alarms = {path: actual for path in paths if (actual := alarms_in(path))}
    print(f"{len(paths)} real files, {len(alarms)} false alarms")
    for path, actual in alarms.items():
        print(f"  {path.relative_to(shared)}: {actual[0]}")
    _print_cost(shared / EXTRACT)


def _print_cost(packed: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "extract.csv"
        plain.write_bytes(gzip.decompress(packed.read_bytes()))
        look, digest = _seconds(refuse_hidden_numbers, plain), _seconds(_hash, plain)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"one month of RTT: {look:.2f} s of CPU, {look / digest:.1f} times its SHA-256; peak {peak:.0f} MB")


def _hash(path: Path) -> None:
    with path.open("rb") as handle:
        hashlib.file_digest(handle, "sha256")


def _seconds(work: Callable[[Path], None], path: Path) -> float:
    start = time.process_time()
    work(path)
    return time.process_time() - start


if __name__ == "__main__":
    main()
