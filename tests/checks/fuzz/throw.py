"""Throws damaged files at a home, and counts what became of each: nothing may be lost, and nothing may be raised."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from checks.admission import admit, list_pending_files
from checks.samples import cancer
from checks.samples.broken import PROVIDERS
from checks.samples.discovery import find_good_files
from checks.samples.world import LAST_MONTH, World, make_world
from checks.storage.home import Home
from checks.storage.split_files import read_split_files
from tests.checks import sheets
from tests.checks.fuzz.mutate import mutated, name
from tests.checks.sheets.ae_workbook import ae_workbook, as_saved, write_workbook
from tests.checks.sheets.binary_workbook import write_xls, write_xlsb
from tests.checks.sheets.sheet import Sheet

LONGEST_SEED = 60_000
REAL_WORKBOOKS = 3
"""Of about 300 kB each; chosen to bound the time."""


def small_seeds(folder: Path) -> list[bytes]:
    """A faithful file of every layout, small: text, each kind of workbook, registers and local measures."""
    prepared = [sheets.ae(), sheets.ae(month="2020-05"), sheets.ae(month="2020-01"), sheets.rtt(sheets.rtt_rows("RAA"))]
    prepared += [sheets.mar(), sheets.mrr(3), as_saved(ae_workbook()), sheets.ods(), _make_quarter()]
    prepared += [sheets.annual_mrr([*sheets.annual_mrr_rows("RAA"), *sheets.annual_mrr_rows("RAA", "May-2023")])]
    world = make_world(PROVIDERS, 2026)
    samples = (make(world) for kind, make in find_good_files().items() if kind != "rtt")
    return [
        *(sheet.text().encode() for sheet in prepared),
        *(content[:LONGEST_SEED] for content in samples),
        *_workbook_seeds(folder, world),
    ]


def _make_quarter() -> Sheet:
    """Three months of A&E in one file, each with its total row."""
    months = [sheets.ae(month=month) for month in ("2025-04", "2025-05", "2025-06")]
    return Sheet((months[0].lines[0], *(line for month in months for line in month.lines[1:])))


def _workbook_seeds(folder: Path, world: World) -> Iterator[bytes]:
    pages = {"Provider Level Data": ae_workbook().lines, "Notes": [["Title", "Notes"]]}
    cancer_pages = {"Provider Level Performance": cancer.make_lines(world, LAST_MONTH)}
    # a sheet with the columns of the right one, and two extracts of which neither has a published name
    other_pages = {
        **pages,
        "Non-Booked Data": pages["Provider Level Data"],
        "Mapping": [["Org code", "Region", "Name"]],
    }
    two_extracts = {"April": sheets.ae(month="2025-04").lines, "Referrals": sheets.mar().lines}
    for content in (pages, cancer_pages, other_pages, two_extracts):
        yield write_xls(folder / "book.xls", content, ("Notes",)).read_bytes()
        yield write_xlsb(folder / "book.xlsb", content, ("Notes",)).read_bytes()
        sheets_to_write = {name: Sheet(tuple(map(tuple, rows))) for name, rows in content.items()}
        yield write_workbook(folder / "book.xlsx", sheets_to_write).read_bytes()


def real_seeds(shared: Path) -> list[bytes]:
    """The beginnings of real files, cut at the end of a line, and the smallest of the real workbooks."""
    actual = []
    for path in sorted((shared / "data").rglob("*.csv")):
        content = path.read_bytes()
        if len(content) > LONGEST_SEED:
            content = content[: content.rfind(b"\n", 0, LONGEST_SEED) + 1]
        actual.append(content)
    books = sorted((shared / "data").rglob("*.xls"), key=lambda path: path.stat().st_size)
    return [*actual, *(path.read_bytes() for path in books[:REAL_WORKBOOKS])]


def throw(home: Home, seeds: Sequence[bytes], seed: int, count: int) -> Counter[str]:
    """Drop so many damaged files, admit them, and see that each is somewhere; what became of them."""
    home.prepare()
    chance = random.Random(seed)
    digests: list[str] = []
    for number in range(count):
        content = mutated(seeds, chance)
        (home.inbox / name(chance, number)).write_bytes(content)
        digests.append(hashlib.sha256(content).hexdigest())
    verdicts = admit(home)
    assert home.waiting() == []
    assert list_pending_files(home) == []
    # each month of a file with several has an outcome of its own
    months = {record.sha256: len(record.parts) for record in read_split_files(home)}
    assert len(verdicts) == sum(months.get(digest, 1) for digest in digests)
    remaining = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in _list_files(home)}
    lost = [f"seed {seed}, file {number}" for number, digest in enumerate(digests) if digest not in remaining]
    assert not lost, lost
    for path in home.quarantine.iterdir():
        if not path.name.endswith(".reasons.json"):
            assert json.loads(path.with_name(f"{path.name}.reasons.json").read_text())["reasons"]
    assert all(verdict.reasons for verdict in verdicts if verdict.status == "quarantined")
    faults = [reason for verdict in verdicts for reason in verdict.reasons if reason.rule in ("judged", "validation")]
    assert not faults, f"seed {seed}: {sorted({fault.message for fault in faults})}"
    rules = Counter(verdict.reasons[0].rule for verdict in verdicts if verdict.status == "quarantined")
    return Counter(verdict.status for verdict in verdicts) + rules


def _list_files(home: Home) -> list[Path]:
    actual = [path for folder in (home.archive, home.quarantine) for path in folder.rglob("*") if path.is_file()]
    # a patient-level file is left where it lay, under a name that is not looked at again
    return [*actual, *home.inbox.glob(".refused-*")]
