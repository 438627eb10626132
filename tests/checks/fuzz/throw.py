"""Throws damaged files at a home, and counts what became of each: nothing may be lost, and nothing may be raised."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from checks.admission import admit, list_pending_files
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.fuzz.mutate import mutated, name
from tests.checks.sheets.ae_workbook import ae_workbook, as_saved, write_workbook

LONGEST_SEED = 60_000


def small_seeds(folder: Path) -> list[bytes]:
    """A faithful file of every layout, small."""
    prepared = [sheets.ae(), sheets.ae(month="2020-05"), sheets.ae(month="2020-01"), sheets.rtt(sheets.rtt_rows("RAA"))]
    prepared += [sheets.mrr(3), as_saved(ae_workbook()), sheets.successions()]
    book = write_workbook(folder / "book.xlsx", {"Provider Level Data": ae_workbook()})
    return [*(sheet.text().encode() for sheet in prepared), book.read_bytes()]


def real_seeds(shared: Path) -> list[bytes]:
    """The beginnings of real files, cut at the end of a line."""
    actual = []
    for path in sorted((shared / "data").rglob("*.csv")):
        content = path.read_bytes()
        if len(content) > LONGEST_SEED:
            content = content[: content.rfind(b"\n", 0, LONGEST_SEED) + 1]
        actual.append(content)
    return actual


def throw(home: Home, seeds: Sequence[bytes], seed: int, count: int) -> Counter[str]:
    """Drop so many damaged files, admit them, and see that each is somewhere; what became of them."""
    home.prepare()
    chance = random.Random(seed)
    dropped: dict[str, str] = {}
    for number in range(count):
        content = mutated(seeds, chance)
        (home.inbox / name(chance, number)).write_bytes(content)
        dropped[hashlib.sha256(content).hexdigest()] = f"seed {seed}, file {number}"
    verdicts = admit(home)
    assert home.waiting() == []
    assert list_pending_files(home) == []
    assert len(verdicts) == count
    remaining = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in _list_files(home)}
    lost = [reported for digest, reported in dropped.items() if digest not in remaining]
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
