"""From bytes to plain text: whatever the packing, the encoding and the line ends; and what is no text is refused."""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checks.contracts.problems import Refused
from checks.reading.csv_rows import numbered_rows
from tests.checks.reading.read import read_as_plain_text, read_first_rows

LINES = "Org Code,Org name\r\nRAA,ST HELIER\r\n"


def _zip(**members: bytes) -> bytes:
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return handle.getvalue()


def _file(folder: Path, content: bytes, name: str = "extract.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _refusal(path: Path, folder: Path) -> tuple[str, int | None]:
    """The rule for which both the look at the file and its reading refuse it; either may be the first to see it."""
    try:
        read_first_rows(path)
        opened = read_as_plain_text(path, folder)
        list(numbered_rows(opened.path))
    except Refused as refusal:
        [reason] = refusal.reasons
        return reason.rule, reason.row
    raise AssertionError("the file was not refused")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (LINES.encode(), "UTF-8"),
        (LINES.encode("utf-8-sig"), "UTF-8 with BOM"),
        (LINES.replace("HELIER", "HÉLIER").encode("cp1252"), "Windows-1252"),
        (LINES.replace("HELIER", "HÉLIER – ‘A’").encode("cp1252"), "Windows-1252"),
        (LINES.replace("HELIER", "HÉLIER").encode(), "UTF-8"),
        (LINES.replace("\r\n", "\n").encode(), "UTF-8"),
        (LINES.rstrip().encode(), "UTF-8"),
        (LINES.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + LINES.replace("HELIER", "HÉLIER").encode("utf-16-be"), "UTF-16"),
        (gzip.compress(LINES.encode("utf-16")), "UTF-16"),
        (LINES.replace("\r\n", "\r").encode(), "UTF-8"),
        (gzip.compress(LINES.encode()), "UTF-8"),
        (gzip.compress(LINES.encode("utf-8-sig")), "UTF-8 with BOM"),
        (_zip(extract__csv=LINES.encode()), "UTF-8"),
        (_zip(**{"folder/extract__CSV": LINES.replace("HELIER", "HÉLIER").encode("cp1252")}), "Windows-1252"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rows_come_out_the_same(tmp_path: Path, content: bytes, encoding: str) -> None:
    path = _file(tmp_path, content)
    opened = read_as_plain_text(path, tmp_path)
    rows = list(numbered_rows(opened.path))
    assert opened.encoding == encoding
    assert [number for number, _ in rows] == [1, 2]
    assert rows[0][1] == ["Org Code", "Org name"]
    assert rows[1][1][1].startswith(("ST HELIER", "ST HÉLIER"))
    assert [row[0] for row in read_first_rows(path)] == ["Org Code", "RAA"]


def test_windows_punctuation_is_kept(tmp_path: Path) -> None:
    path = _file(tmp_path, LINES.replace("HELIER", "HELIER’S – ‘A’").encode("cp1252"))
    assert [row for _, row in numbered_rows(read_as_plain_text(path, tmp_path).path)][1][1] == "ST HELIER’S – ‘A’"


def test_a_character_cut_by_the_end_of_a_chunk_is_still_utf8(tmp_path: Path) -> None:
    line = ("x" * 99 + "\n").encode()
    content = line * 10_485 + b"x" * 75 + "é\n".encode()
    assert len(content) == (1 << 20) + 2
    assert read_as_plain_text(_file(tmp_path, content), tmp_path).encoding == "UTF-8"


NO_TEXTS: dict[str, tuple[bytes, frozenset[str]]] = {
    "an empty file": (b"", frozenset({"not_empty"})),
    "an empty file in gzip": (gzip.compress(b""), frozenset({"not_empty"})),
    "an archive of an empty file": (_zip(extract__csv=b""), frozenset({"not_empty"})),
    "NUL bytes in the first row": (b"Org Code,Org name\nR\0A,x\n", frozenset({"text"})),
    "NUL bytes in UTF-16": ("Org Code,Org name\nR\0A,x\n".encode("utf-16"), frozenset({"text"})),
    "a NUL byte far down": (b"a,b\n" * 300_000 + b"\0", frozenset({"text"})),
    "a line over 1 MiB": (b"a,b\n" + b"x" * (2 << 20) + b"\n", frozenset({"line_length"})),
    "a line over 1 MiB far down": (b"a,b\n" * 300_000 + b"x" * (2 << 20), frozenset({"line_length"})),
    "a line over 1 MiB in gzip": (gzip.compress(b"a,b\n" + b"x" * (2 << 20)), frozenset({"line_length"})),
    "a web page": (b"<!DOCTYPE html>\n<html><body>Page not found</body></html>", frozenset({"file_type"})),
    "a web page that begins with a byte order mark": (b"\xef\xbb\xbf\r\n  <HTML lang=en>", frozenset({"file_type"})),
    "an XML message": (b"<?xml version='1.0'?><error/>", frozenset({"file_type"})),
    "an Excel 97-2003 workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600, frozenset({"file_type"})),
    "a workbook without its parts": (
        _zip(**{"[Content_Types]__xml": b"<Types/>", "xl/workbook__xml": b"<workbook/>"}),
        frozenset({"workbook"}),
    ),
    "an archive of two CSV files": (
        _zip(one__csv=LINES.encode(), two__csv=LINES.encode()),
        frozenset({"one_file_in_zip"}),
    ),
    "an archive of a text file only": (_zip(read_me__txt=LINES.encode()), frozenset({"one_file_in_zip"})),
    "an archive of nothing": (_zip(), frozenset({"text"})),
    "an archive that is cut short": (_zip(extract__csv=LINES.encode() * 99)[:150], frozenset({"packing"})),
    "a gzip file that is cut short": (gzip.compress(LINES.encode() * 99)[:30], frozenset({"packing"})),
    "a gzip file with a wrong checksum": (gzip.compress(LINES.encode() * 9)[:-8] + b"\1" * 8, frozenset({"packing"})),
}
"""Inputs that are no text, in words (docs/intake.md), and the rule that refuses each."""


@pytest.mark.parametrize("words", NO_TEXTS)
def test_what_is_no_text_is_refused(tmp_path: Path, words: str) -> None:
    content, rules = NO_TEXTS[words]
    assert {_refusal(_file(tmp_path, content), tmp_path)[0]} == rules


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(_zip(extract__csv=LINES.encode()))
    # the flag that says "encrypted", in the member's own header and in the directory
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    assert _refusal(_file(tmp_path, bytes(content)), tmp_path)[0] == "file_type"


def test_a_link_is_refused(tmp_path: Path) -> None:
    target = _file(tmp_path, LINES.encode())
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    assert _refusal(link, tmp_path)[0] == "regular_file"


def test_a_quote_left_open_is_refused_where_it_opens(tmp_path: Path) -> None:
    path = _file(tmp_path, b'a,b\n1,2\n3,"4\n5,6\n')
    assert _refusal(path, tmp_path) == ("csv", 3)


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = _file(tmp_path, b'a,b\r\n\r\n"one\r\ntwo",2\r\n3,4\r\n')
    assert [(number, row) for number, row in numbered_rows(path) if row] == [
        (1, ["a", "b"]),
        (3, ["one\r\ntwo", "2"]),
        (5, ["3", "4"]),
    ]


def test_a_file_cut_inside_a_character_is_read(tmp_path: Path) -> None:
    path = _file(tmp_path, "RAA,ST HÉ".encode()[:-1])
    assert read_as_plain_text(path, tmp_path).encoding == "Windows-1252"
    assert len(list(numbered_rows(read_as_plain_text(path, tmp_path).path))) == 1


def test_a_large_file_is_read_in_place(tmp_path: Path) -> None:
    path = _file(tmp_path, b"a,b\n" * 500_000)
    assert read_as_plain_text(path, tmp_path).path == path
    assert len(read_first_rows(path)) == 60


def _read(path: Path, folder: Path) -> None:
    """Read the whole file, or be refused; anything else is a fault."""
    with contextlib.suppress(Refused):
        read_first_rows(path)
        list(numbered_rows(read_as_plain_text(path, folder).path))


@given(st.binary(max_size=400))
@example(b"\xc2")
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    _read(_file(folder, content), folder)


@given(st.sampled_from([b"\x1f\x8b", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0"]), st.binary(max_size=200))
@example(b"\xef\xbb\xbf", b"\xc2")
def test_no_bytes_after_a_known_beginning_break_the_reader(
    tmp_path_factory: pytest.TempPathFactory, beginning: bytes, rest: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    _read(_file(folder, beginning + rest), folder)
