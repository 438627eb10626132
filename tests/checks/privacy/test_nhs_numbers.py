"""NHS numbers are found wherever they stand in a file, whatever it is packed in; numbers like them are not."""

from __future__ import annotations

import gzip
import io
import random
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.admission import admit
from checks.contracts.problems import Refused
from checks.files import compression
from checks.privacy.nhs_numbers import NhsNumberTally, cells_of
from checks.reference.nhs_number_format import is_nhs_number
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.reading.read import refuse_hidden_numbers

NUMBERS = ("9990000018", "9990000026", "9990000034")
FILL = [f"RAA,Ward {at},{at * 7}" for at in range(60_000)]
"""More than the beginning that is looked at for other signs, and more than one block."""


def _text(*hidden: str, header: str = "code,ward,count") -> str:
    return "\n".join([header, *FILL, *hidden, *FILL[:50]]) + "\n"


def _zip(**members: bytes) -> bytes:
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(f"{name}.csv", content)
    return handle.getvalue()


def _place(tmp_path: Path, content: bytes) -> tuple[int | None, str | None]:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        refuse_hidden_numbers(path)
    [reason] = refusal.value.reasons
    assert refusal.value.is_private
    assert "999" not in reason.sentence().replace(" ", "")
    return reason.row, reason.column


def _passes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    refuse_hidden_numbers(path)


PACKINGS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR alone": lambda text: text.replace("\n", "\r").encode(),
    "gzip": lambda text: gzip.compress(text.encode(), 1),
    "zip": lambda text: _zip(a=text.encode()),
    "second of a zip": lambda text: _zip(a=b"x,y\n1,2\n", b=text.encode()),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, big end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-16 without mark": lambda text: text.encode("utf-16-le"),
    "Windows-1252": lambda text: text.replace("Ward", "Wärd").encode("cp1252"),
    "gzip that is cut short": lambda text: gzip.compress((text + _noise()).encode(), 1)[:-50_000],
}


def _noise() -> str:
    return "\n".join(str(number) for number in random.Random(1).choices(range(10**6), k=300_000))


@pytest.mark.parametrize("packing_name", PACKINGS)
def test_a_column_far_down_is_found_in_every_packing(tmp_path: Path, packing_name: str) -> None:
    content = PACKINGS[packing_name](_text(*(f"RAA,{number},1" for number in NUMBERS)))
    assert _place(tmp_path, content) == (None, "column 2")


@pytest.mark.parametrize("written", ["999 000 0018", "999-000-0018", '"9990000018"', '="9990000018"', "9990000018.0"])
def test_a_cell_is_known_however_it_is_written(tmp_path: Path, written: str) -> None:
    others = [f"RAA,1,{number}" for number in NUMBERS[1:]]
    _place(tmp_path, _text(f"RAA,1,{written}", *others).encode())


@pytest.mark.parametrize(
    "hidden", ["RAA,NHS no. 999 000 0018 seen,1", "RAA,NHS: 9990000018,1", "NHS Number,9990000018"]
)
def test_one_number_that_is_said_to_be_one_is_enough(tmp_path: Path, hidden: str) -> None:
    assert _place(tmp_path, _text(hidden).encode()) == (len(FILL) + 2, None)


def test_two_different_ones_among_words_are_enough(tmp_path: Path) -> None:
    hidden = ("RAA,see 999 000 0018,1", "RAA,x,2", "RAA,and 9990000026 too,1")
    assert _place(tmp_path, _text(*hidden).encode()) == (len(FILL) + 4, None)
    _passes(tmp_path, _text(hidden[0], hidden[0]).encode())


def test_numbers_at_both_ends_are_counted_together(tmp_path: Path) -> None:
    lines = [f"RAA,{NUMBERS[0]},1", *FILL, f"RAA,{NUMBERS[1]},1", *FILL, f"RAA,{NUMBERS[2]},1"]
    assert _place(tmp_path, "\n".join(lines).encode()) == (None, "column 2")


def test_a_number_across_two_blocks_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "".join(f"RAA,{number},1\n" for number in NUMBERS).encode()
    for size in range(1, 40):
        monkeypatch.setattr("checks.privacy.whole_file_scan.CHUNK", size)
        assert _place(tmp_path, content) == (None, "column 2")


def test_a_line_without_an_end_is_looked_through(tmp_path: Path) -> None:
    _place(tmp_path, b"x," * (2 << 20) + b"see 999 000 0018, see 999 000 0026," + b"x," * (2 << 20))


@pytest.mark.parametrize("piece", ["9990000018 ", ',"x', '"', '""",', " ", "1", "see 999 000 0018 "])
def test_the_cost_of_a_line_grows_with_its_length_alone(piece: str) -> None:
    before = time.process_time()
    NhsNumberTally().add(1, cells_of(piece * (1_000_000 // len(piece))))
    assert time.process_time() - before < 10, "the square of the length would take minutes"


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize("sheet", ["Other", "Hidden"])
def test_every_sheet_of_a_workbook_is_looked_through(home: Home, sheet: str, *, as_text: bool) -> None:
    book = openpyxl.Workbook()
    other, hidden = book.create_sheet("Other"), book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    for page in (other, hidden):
        for at in range(2_500):
            page.append(["RAA", at])
    for number in NUMBERS:
        book[sheet].append(["RAA", number if as_text else int(number)])
    book.save(home.inbox / "book.xlsx")
    [verdict] = admit(home)
    assert [reason.rule for reason in verdict.reasons] == ["no_patient_data"]
    assert list(home.quarantine.iterdir()) == []


def test_nothing_of_such_a_file_is_kept(home: Home) -> None:
    """Of a file that would be accepted but for its last rows, and of one that no reader takes."""
    good = sheets.ae().text()
    (home.inbox / "ae.csv").write_text(
        good + "\r\n" * 2_100 + "\r\n".join(f",{number}" for number in NUMBERS), newline=""
    )
    (home.inbox / "page.csv").write_text("<html>\n" + _text(*(f"<td>{number} x" for number in NUMBERS)))
    verdicts = admit(home)
    assert {verdict.outcome for verdict in verdicts} == {"refused"}
    for folder in (home.archive, home.quarantine, home.ledger, home.lake):
        assert all(b"999000" not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert sorted(path.name[:9] for path in home.inbox.iterdir()) == [".refused-", ".refused-"]


def test_ten_digits_by_chance_are_no_patients(tmp_path: Path) -> None:
    """Of ids, telephone numbers and counts of ten digits one of eleven is right: hundreds of them in this file."""
    draw = random.Random(7)
    ids = [draw.randrange(10**9, 10**10) for _ in range(5_000)]
    assert sum(is_nhs_number(str(item)) for item in ids) > 400
    _passes(tmp_path, "\n".join(f"RAA,{item},tel {item},0{item}" for item in ids).encode())
    spaced = [f"{item[:3]} {item[3:6]} {item[6:]}" for item in map(str, ids)]
    _passes(tmp_path, "\n".join(f"RAA,+44 {item},12" for item in spaced).encode())


def test_one_number_often_is_no_list(tmp_path: Path) -> None:
    _passes(tmp_path, "\n".join(f"RAA,{NUMBERS[0]},12" for _ in range(500)).encode())


def test_longer_numbers_and_decimals_are_none(tmp_path: Path) -> None:
    lines = [f"RAA,0{number},15.7{number},{number}1" for number in NUMBERS]
    _passes(tmp_path, "\n".join(lines).encode())


def test_a_bomb_is_not_unpacked_further_than_its_packing_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "UNSUSPECTED", 1 << 20)
    hidden = "\n".join(f"a,{number}" for number in NUMBERS).encode()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _passes(tmp_path, gzip.compress(b"0,0\n" * (8 << 20) + hidden))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("a,b;c", ["a", "b", "c"]),
        ('"a, b",c', ["a, b", "c"]),
        ('a,"say ""no"", or",c', ["a", 'say "no", or', "c"]),
        ('5" pipe,c', ['5" pipe', "c"]),
        ('"open,c', ['"open', "c"]),
        (",,", ["", "", ""]),
    ],
)
def test_a_line_is_split_as_csv(line: str, cells: list[str]) -> None:
    assert cells_of(line) == cells


@given(st.text(alphabet='",; x1'))
def test_no_line_loses_a_cell(line: str) -> None:
    assert "".join(cells_of(line)).count("1") == line.count("1")
