"""What is run while faults happen: files of every fate into a new home, and into one that holds an edition already."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from checks.samples import cancer
from checks.samples.broken import PROVIDERS
from checks.samples.world import make_world
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.sheets.ae_workbook import ae_workbook
from tests.checks.sheets.binary_workbook import write_xls, write_xlsb
from tests.checks.sheets.sheet import Row
from tests.crash.harness import drop

WHY = ("--reason", "the publisher left out two providers", "--role", "data manager")
IMPLAUSIBLE = "7-january-in-part.csv"


VERBS = ("admit", "build", "publish")


@dataclass(frozen=True)
class Scenario:
    """The commands of a run: decisions before the files are admitted, decisions after that, and verbs."""

    name: str
    decisions_before: tuple[tuple[str, ...], ...] = ()
    decisions_after: tuple[tuple[str, ...], ...] = ()
    verbs: tuple[str, ...] = VERBS
    mutant: str = ""
    is_small: bool = False
    """Whether a new home gets the few files of `drop_few`."""


FEW = Scenario("few", is_small=True)
FIRST = Scenario("first", decisions_after=(("withdraw", "22-local-measures.csv", *WHY),))
"""Accepted, superseded, quarantined before and after judging, implausible, refused, registers, workbooks of each kind,
local measures that are withdrawn, a file with several months of which one is bad; no warehouse yet."""
SECOND = Scenario(
    "second",
    decisions_before=(
        ("release", IMPLAUSIBLE, *WHY),
        ("reinstate", "22-local-measures.csv", *WHY),
    ),
    decisions_after=(
        ("accept", "--kind", "ae", *WHY),
        ("withdraw", "10-june-revised.csv", *WHY),
        ("withdraw", "5-successions.csv", *WHY),
        ("withdraw", "19-cancer-revised.csv", *WHY),
        ("withdraw", "25-quarter-revised.csv", *WHY),
    ),
)
"""Revisions, a new month, registers, a broken file and workbook, a page, a refused one, a release, an acknowledgement,
a reinstatement, and withdrawals of months' revisions, of a register and of a file with several months: decisions that
are refused when they are given again.
"""


def drop_few(home: Home) -> None:
    """Four files, for the short tests: accepted, quarantined before judging and after it, a register."""
    home.prepare()
    sheets.ae(sheets.ae_rows(3)).write(home.inbox, "0-ae.csv")
    sheets.ae().put(2, "A&E attendances Type 1", "3.7").write(home.inbox, "1-broken.csv")
    sheets.successions().write(home.inbox, "2-successions.csv")
    (home.inbox / "3-page.csv").write_text("<!DOCTYPE html><html></html>")
    _set_file_times(home)


def drop_first(home: Home) -> None:
    drop(home)
    # 20 rows are the fewest of which half can be missing; more than a year before the others, it is compared with none
    sheets.ae(sheets.ae_rows(20, "2024-01"), "2024-01").write(home.inbox, "1-january.csv")
    sheets.ae(sheets.ae_rows(9, "2024-01"), "2024-01").write(home.inbox, IMPLAUSIBLE)
    _drop_refused(home, "8-refused.csv", "9990000018")
    (home.inbox / "16-may.xls").write_bytes(_make_workbook("xls", "May 2025"))
    (home.inbox / "17-april.xlsb").write_bytes(_make_workbook("xlsb", "April 2025"))
    (home.inbox / "24-quarter.csv").write_text(_make_quarter("TRUST NUMBER"), newline="")
    world = make_world(PROVIDERS, 2026)
    (home.inbox / "18-cancer.csv").write_bytes(cancer.make_file(world, "2025-06"))
    sheets.register("measure_definitions", LOCAL_MEASURE).write(home.inbox, "21-definitions.csv")
    sheets.register("measures", _make_value("2025-05", 40), _make_value("2025-06", 42)).write(
        home.inbox, "22-local-measures.csv"
    )
    _set_file_times(home)


def drop_second(home: Home) -> None:
    sheets.ae(sheets.ae_rows(5)).write(home.inbox, "10-june-revised.csv")
    sheets.ae(sheets.ae_rows(3, "2025-08"), "2025-08").write(home.inbox, "11-august.csv")
    sheets.ae(month="2025-09").put(2, "A&E attendances Type 1", "4.2").write(home.inbox, "12-broken.csv")
    sheets.successions(("RAD", "RAB", "2025-01")).write(home.inbox, "13-successions.csv")
    (home.inbox / "14-page.csv").write_text("<!DOCTYPE html><html>another</html>")
    _drop_refused(home, "15-refused.csv", "9990000026")
    (home.inbox / "25-quarter-revised.csv").write_text(_make_quarter("TRUST No"), newline="")
    world = make_world(PROVIDERS, 2026)
    (home.inbox / "19-cancer-revised.csv").write_bytes(cancer.make_file(world, "2025-06", "Final"))
    (home.inbox / "20-cut.xls").write_bytes(_make_workbook("xls", "May 2025")[:5_000])
    sheets.register("measures", _make_value("2025-06", 44)).write(home.inbox, "23-local-measures.csv")
    _set_file_times(home)


LOCAL_MEASURE: Row = {
    "measure": "local_waits",
    "title": "Waits for a bed",
    "unit": "share",
    "direction": "increase",
    "chart": "xmr",
}


def _make_value(month: str, numerator: int) -> Row:
    counts = {"numerator_text": str(numerator), "denominator_text": "50"}
    return {"measure": LOCAL_MEASURE["measure"], "organisation": "RAA", "month_text": month, **counts}


def _make_quarter(name: str) -> str:
    """Three months in one file. The name of the trusts changes the first of them, and the last has no total row."""
    first, second = (sheets.ae(sheets.ae_rows(3, month), month).text() for month in ("2025-01", "2025-02"))
    last = sheets.ae(sheets.ae_rows(3, "2025-03"), "2025-03", total=None).text()
    return first.replace("TRUST NUMBER", name) + second + last


@cache
def _make_workbook(ending: str, period: str) -> bytes:
    """Made once: the bytes of a workbook may hold the moment at which it was made."""
    with tempfile.TemporaryDirectory() as folder:
        write = {"xls": write_xls, "xlsb": write_xlsb}[ending]
        return write(Path(folder) / "book", {"Provider Level Data": ae_workbook(period=period).lines}).read_bytes()


def _drop_refused(home: Home, name: str, number: str) -> None:
    (home.inbox / name).write_text(f"NHS Number,Surname\n{number},Zzyzx\n")


def _set_file_times(home: Home) -> None:
    """Files that arrived one second after the other, long ago."""
    for at, path in enumerate(sorted(home.inbox.glob("[0-9]*"), key=lambda path: int(path.name.split("-")[0]))):
        os.utime(path, (at, at))


def hashes_of_inputs(home: Home) -> frozenset[str]:
    """Of every file that the home has been given and that no run may lose."""
    folders = (home.inbox, home.archive, home.quarantine)
    paths = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return frozenset(hash_file(path) for path in paths if not path.name.endswith(".reasons.json"))


def hash_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
