"""Files made to do harm, and what each gets: one reason, in bounded memory, and the good file behind it goes on.

`docs/intake.md` has the table of them.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit
from checks.contracts.problems import Refused
from checks.files import text_survey
from checks.reading.csv_rows import numbered_rows
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import critical, entries, rows
from tests.checks.reading.read import read_as_plain_text, read_first_rows

AE = sheets.ae().text().encode()
MEBIBYTE = 1 << 20


def _zip(*members: tuple[str, bytes]) -> bytes:
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return handle.getvalue()


def _only(home: Home, content: bytes, name: str = "extract.csv") -> AdmissionOutcome:
    (home.inbox / name).write_bytes(content)
    [verdict] = admit(home)
    return verdict


def _nested() -> bytes:
    content = b"0,0\n" * MEBIBYTE
    for _ in range(5):
        content = _zip(("inner.zip", content))
    return content


HOSTILE: dict[str, tuple[Callable[[], bytes], frozenset[str]]] = {
    "an archive that unpacks to more than 400 times its size": (
        lambda: _zip(("a.csv", b"0,0\n" * (20 * MEBIBYTE))),
        frozenset({"unpacked_size"}),
    ),
    "a gzip file that unpacks to one line of 8 MiB": (
        lambda: gzip.compress(AE + b"0," * 4 * MEBIBYTE),
        frozenset({"line_length"}),
    ),
    "a gzip file that unpacks to more than 400 times its size": (
        lambda: gzip.compress(AE + (b"0," * 400 + b"\r\n") * (MEBIBYTE // 10)),
        frozenset({"unpacked_size"}),
    ),
    "an archive in an archive, five deep": (_nested, frozenset({"one_file_in_zip"})),
    "an archive in an archive that is called CSV": (lambda: _zip(("a.csv", _zip(("b.csv", AE)))), frozenset({"text"})),
    "an archive of thousands of members": (
        lambda: _zip(*((f"{n:06}" + "x" * 60, b"") for n in range(12_000))),
        frozenset({"one_file_in_zip"}),
    ),
    "ten thousand columns": (lambda: b"a," * 10_000 + b"\n", frozenset({"row_width"})),
    "two million columns": (lambda: b"a," * (2 * MEBIBYTE), frozenset({"line_length"})),
    "a header ten thousand times": (
        lambda: AE.split(b"\r\n")[0] + b",Period" * 10_000 + b"\r\n",
        frozenset({"row_width"}),
    ),
    "5,000 empty columns and a filled one": (
        lambda: AE.replace(b"\r\n", b"," * 5_000 + b"extra\r\n", 1),
        frozenset({"row_width"}),
    ),
    "a quote that is left open": (lambda: AE.replace(b"RAB", b'"RAB') + b"x\n" * 5_000, frozenset({"csv"})),
    "a row of millions of lines": (lambda: AE + b'"\n",' * (2 * MEBIBYTE), frozenset({"csv"})),
    "a NUL byte in a code": (lambda: AE.replace(b"RAB", b"R\0B"), frozenset({"text"})),
    "a month of the year 0": (lambda: AE.replace(b"-2025", b"-0000"), frozenset({"month_possible"})),
    "a month that has not ended": (lambda: AE.replace(b"-2025", b"-9999"), frozenset({"future_month"})),
    "digits of another script in the period": (
        lambda: AE.replace(b"-2025", "-٢٠٢٥".encode()),
        frozenset({"month_told"}),
    ),
    "a formula for a count": (
        lambda: sheets.ae().put(2, "A&E attendances Type 1", "=1+1").text().encode(),
        frozenset({"not_a_number", "not_reconciled"}),
    ),
}
"""Inputs made to do harm, in words (docs/intake.md), how each is made, and the rules that refuse it."""


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused_and_kept(home: Home, name: str) -> None:
    make, rules = HOSTILE[name]
    content = make()
    verdict = _only(home, content)
    assert verdict.status == "quarantined"
    assert critical(verdict) == rules
    [remaining] = [path for path in home.quarantine.iterdir() if path.suffix != ".json"]
    assert remaining.read_bytes() == content


@pytest.fixture
def sparse(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "sparse.csv"
    path.write_bytes(AE)
    yield path
    path.unlink()


@pytest.mark.parametrize("is_line", [True, False])
def test_a_line_of_two_gigabytes_costs_no_memory(
    sparse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_line: bool
) -> None:
    """NULs are seen at once; so that the line itself is measured, `is_line` cuts them from what is read."""
    with sparse.open("ab") as handle:
        handle.truncate(2 << 30)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if is_line:
        monkeypatch.setattr(text_survey, "check_chunk", lambda *_: None)
    with pytest.raises(Refused) as refusal:
        read_as_plain_text(sparse, tmp_path)
    assert refusal.value.reasons[0].rule == ("line_length" if is_line else "text")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_name_inside_an_archive_is_never_a_path(home: Home) -> None:
    verdict = _only(home, _zip(("../../../escaped.csv", AE)), "a.zip")
    assert verdict.status == "accepted"
    assert not list(home.root.parent.rglob("escaped*"))
    assert not list(home.work.glob("scratch-*"))


def test_html_and_formulas_in_names_are_kept_as_text(home: Home) -> None:
    names = ("<script>alert(1)</script>", "=cmd|'/C calc'!A0", "+1", "@SUM(A1)")
    changed = [{**row, "organisation_name": name} for row, name in zip(sheets.ae_rows(len(names)), names, strict=True)]
    verdict = _only(home, sheets.ae(changed).text().encode())
    assert verdict.status == "accepted"
    assert [row["organisation_name"] for row in rows(home, verdict)] == list(names)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (AE, "UTF-8"),
        (b"\xef\xbb\xbf" + AE, "UTF-8 with BOM"),
        (AE.decode().encode("utf-16"), "UTF-16"),
        (AE.replace(b"TRUST NUMBER 1", "TRUST – ST HÉLIER".encode("cp1252")), "Windows-1252"),
        (AE.replace(b"\r\n", b"\r"), "UTF-8"),
        (gzip.compress(AE), "UTF-8"),
    ],
    ids=["plain", "mark", "utf-16", "windows", "CR alone", "gzip"],
)
def test_the_encoding_is_kept_in_the_ledger(home: Home, content: bytes, encoding: str) -> None:
    verdict = _only(home, content)
    assert (verdict.status, verdict.rows) == ("accepted", 3), verdict.reasons
    assert entries(home)[0]["encoding"] == encoding


def test_a_large_file_with_carriage_returns_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"a,b\r" * (MEBIBYTE + 9))
    assert len(read_first_rows(path)) == 60
    assert sum(1 for _ in numbered_rows(read_as_plain_text(path, tmp_path).path)) == MEBIBYTE + 9


def test_a_file_that_may_not_be_read_does_not_stop_the_one_behind_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, good = home.inbox / "a.csv", home.inbox / "b.csv"
    locked.write_bytes(AE)
    good.write_bytes(sheets.ae(month="2025-05").text().encode())
    real = os.open

    def guarded(path: str | Path, *arguments: int, **named: int) -> int:
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **named)

    monkeypatch.setattr(os, "open", guarded)
    verdicts = {verdict.file_name: verdict for verdict in admit(home)}
    assert critical(verdicts["a.csv"]) == {"readable"}
    assert verdicts["b.csv"].status == "accepted"
    assert len(list(home.quarantine.iterdir())) == 2


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/etc/passwd")], ids=["pipe", "link"])
def test_what_is_no_file_is_turned_away_without_being_read(home: Home, make: object) -> None:
    path = home.inbox / "odd.csv"
    make(path)  # type: ignore[operator]
    [verdict] = admit(home)
    assert critical(verdict) == {"regular_file"}
    assert home.waiting() == []
    assert b"root:" not in json.dumps(entries(home)).encode()
