"""A file is opened, recognised and hashed once on its way, and every exception is counted here with its reason.

The lake's own file is hashed too; it is another file and is not counted.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks import judgement
from checks.admission import admit, admit_landed, land_files, list_pending_files
from checks.files import detect_layout
from checks.storage import file_hash, ledger
from checks.storage.home import Home
from checks.storage.lake import path_of_load
from tests.checks import sheets
from tests.checks.sheets.ae_workbook import ae_workbook, write_workbook

AE = sheets.ae(sheets.ae_rows(3)).text().encode()
OPENED_IN_INBOX = 3
"""Once to see whether somebody is writing it (for all files, before the first is landed), once to read it, and once to
sync it to disk before its move."""
OPENED_IN_ARCHIVE = 1
"""Once to judge it. Landing and judging do not share the handle: a burst would leave hundreds open, and on Airflow they
are two processes."""
READ_AS_TABLE = 1
"""Text that needs no unpacking and no recoding is opened by its path: by the reader of the table, and before that by
what looks for several months."""


def _zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("extract.csv", content)
    return packed.getvalue()


def _workbook(path: Path) -> None:
    write_workbook(path, {"Provider Level Data": ae_workbook()})


CASES: dict[str, tuple[Callable[[Path], object], int]] = {
    "extract.csv": (lambda path: path.write_bytes(AE), READ_AS_TABLE),
    "extract.csv.gz": (lambda path: path.write_bytes(gzip.compress(AE)), 0),
    "extract.zip": (lambda path: path.write_bytes(_zip(AE)), 0),
    "extract-utf16.csv": (lambda path: path.write_bytes(AE.decode().encode("utf-16")), 0),
    "extract.xlsx": (_workbook, 0),
}
_counters: list[Counter[str]] = []


def _count_openings(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _counters and isinstance(arguments[0], str | os.PathLike):
        path = Path(arguments[0])
        for room in ("inbox", "archive"):
            if f"/{room}/" in str(path) and "extract" in path.name:
                _counters[-1][f"opened in {room}"] += 1


sys.addaudithook(_count_openings)  # a hook cannot be removed, so it counts only while a test asks for it


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Counts the openings, recognitions and hashes of the file under test."""
    counter: Counter[str] = Counter()
    recognise, digest = detect_layout._by_header, file_hash.hashlib.file_digest

    def count_recognition(rows: Any) -> Any:
        counter["recognised"] += 1
        return recognise(rows)

    def count_digest(raw: Any, *arguments: Any) -> Any:
        counter["hashed"] += "extract" in Path(f"/proc/self/fd/{raw.fileno()}").readlink().name
        return digest(raw, *arguments)

    monkeypatch.setattr(detect_layout, "_by_header", count_recognition)
    monkeypatch.setattr(file_hash.hashlib, "file_digest", count_digest)
    _counters.append(counter)
    yield counter
    _counters.remove(counter)


def _drop(home: Home, name: str) -> Path:
    path = home.inbox / name
    CASES[name][0](path)
    # a file that changed within the last 20 ms is hashed again
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_recognised_and_hashed_once(home: Home, name: str, counts: Counter[str]) -> None:
    _drop(home, name)
    counts.clear()
    [verdict] = admit(home)
    assert verdict.status == "accepted", verdict.reasons
    assert dict(counts) == {
        "recognised": 1,
        "hashed": 1,
        "opened in inbox": OPENED_IN_INBOX + CASES[name][1],
        "opened in archive": OPENED_IN_ARCHIVE + CASES[name][1],
    }


@pytest.mark.parametrize("name", CASES)
def test_another_process_recognises_and_hashes_it_once_more(home: Home, name: str, counts: Counter[str]) -> None:
    """The hash is the proof that it is still the file that was landed; detecting its layout again needs 60 rows."""
    _drop(home, name)
    counts.clear()
    land_files(home)
    assert (counts["recognised"], counts["hashed"]) == (1, 1)
    [pending] = list_pending_files(home)
    assert admit_landed(home, pending).status == "accepted"
    assert dict(counts) == {
        "recognised": 2,
        "hashed": 2,
        "opened in inbox": OPENED_IN_INBOX + CASES[name][1],
        "opened in archive": OPENED_IN_ARCHIVE + CASES[name][1],
    }


def test_a_file_that_changed_a_moment_ago_is_hashed_again(home: Home, counts: Counter[str]) -> None:
    path = _drop(home, "extract.csv")
    ahead = path.stat().st_mtime + 10 * 365 * 86_400
    os.utime(path, (ahead, ahead))
    assert admit(home)[0].status == "accepted"
    assert (counts["recognised"], counts["hashed"]) == (1, 2)


def test_a_copy_of_a_file_from_elsewhere_is_hashed_too(home: Home, tmp_path: Path, counts: Counter[str]) -> None:
    path = _drop(home, "extract.csv").rename(tmp_path / "extract.csv")
    assert admit(home, [path])[0].status == "accepted"
    assert (counts["recognised"], counts["hashed"]) == (1, 2)


@pytest.mark.parametrize("name", ["extract.csv", "extract.zip"])
def test_a_file_that_changes_while_it_is_judged_is_quarantined_whole(
    home: Home, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _drop(home, name)
    load_table = judgement.typed_table.load_typed_table

    def load_and_write(*arguments: Any) -> Any:
        notes = load_table(*arguments)
        [archived] = home.archive.glob(f"*/*/*{name}")
        with archived.open("ab") as writer:
            writer.write(b"more")
        return notes

    whole = path.read_bytes() + b"more"
    monkeypatch.setattr(judgement.typed_table, "load_typed_table", load_and_write)
    [verdict] = admit(home)
    assert (verdict.status, [reason.rule for reason in verdict.reasons]) == ("quarantined", ["written_on"])
    [load] = ledger.read_loads(home)
    assert not path_of_load(home, load).exists()
    [quarantined] = home.quarantine.glob(f"*{name}")
    assert quarantined.read_bytes() == whole


def test_a_file_that_changes_between_landing_and_judging_is_noticed_in_one_process(home: Home) -> None:
    _drop(home, "extract.csv")
    [landed] = land_files(home)
    content = landed.path.read_bytes()  # type: ignore[union-attr]
    landed.path.write_bytes(content[:-3] + b"9\r\n")  # type: ignore[union-attr]
    verdict = admit_landed(home, landed)  # type: ignore[arg-type]
    assert (verdict.status, [reason.rule for reason in verdict.reasons]) == ("quarantined", ["written_on"])
