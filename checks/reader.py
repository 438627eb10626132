"""From the bytes that arrived to lines of plain UTF-8 text, within bounded memory."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import io
import lzma
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from checks.privacy import refuse_patients
from checks.reasons import Reason, Refused

CHUNK = 1 << 20
LONGEST_LINE = 1 << 20
LARGEST_FILE = 2 << 30
MEMBERS = 20
GZIP, ZIP, OLD_OFFICE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Plain:
    """A file as UTF-8 text; `encoding` is what it was, `lines` how many it has."""

    path: Path
    encoding: str
    size: int
    lines: int


def _refuse(rule: str, message: str, advice: str, row: int | None = None) -> Refused:
    return Refused(Reason(rule, message, advice, row=row))


@contextlib.contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """Open the content: of the file itself, of a .gz, or of the one CSV in a .zip. Told by content, not by name."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise _refuse("regular_file", "this is a link or a device, not a file", "put the file itself into the inbox")
    with path.open("rb") as raw:
        start = raw.read(4)
        raw.seek(0)
        if start[:2] == GZIP:
            with gzip.open(raw) as handle:
                yield handle  # type: ignore[misc]
        elif start == ZIP:
            with zipfile.ZipFile(raw) as packed, packed.open(_only_member(packed)) as handle:
                yield handle
        elif start == OLD_OFFICE:
            raise _refuse("file_type", "this is an Excel 97-2003 workbook", "save the sheet of figures as CSV (UTF-8)")
        else:
            yield raw


def _only_member(packed: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [member for member in packed.infolist() if not member.is_dir()]
    if any(member.filename == "[Content_Types].xml" for member in members):
        raise _refuse("file_type", "this is an Excel workbook", "save the sheet of figures as CSV (UTF-8)")
    if any(member.flag_bits & 1 for member in members):
        raise _refuse("file_type", "the archive is locked with a password", "send it without a password")
    for member in members[:MEMBERS]:
        with packed.open(member) as handle:
            refuse_patients(handle.read(CHUNK))
    if len(members) != 1 or not members[0].filename.lower().endswith(".csv"):
        raise _refuse("one_file_in_zip", f"the archive holds {len(members)} files", "pack one CSV file on its own")
    return members[0]


# zipfile raises the last three for a method or a lock it does not know
BROKEN_PACKING = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
)


def plain(path: Path, folder: Path) -> Plain:
    """Check the bytes and give the content as a plain UTF-8 file, a new one in `folder` where need be.

    Raises Refused for an empty file, NUL bytes, lines over 1 MiB, content over 2 GiB, or broken packing.
    """
    try:
        with unpacked(path) as source:
            is_packed = not isinstance(source, io.BufferedReader)
            encoding, size, lines = _survey(source)
        if not is_packed and encoding in ("UTF-8", "UTF-8 with BOM"):
            return Plain(path, encoding, size, lines)
        copy = folder / f"{path.name}.txt"
        with unpacked(path) as source, copy.open("wb") as target:
            if encoding == "Windows-1252":
                writer = codecs.getwriter("utf-8")(target)
                shutil.copyfileobj(codecs.getreader("cp1252")(source, "replace"), writer, CHUNK)
            else:
                shutil.copyfileobj(source, target, CHUNK)
    except BROKEN_PACKING as error:
        raise _refuse("packing", f"the packed file is damaged ({error})", "pack it and send it again") from error
    return Plain(copy, encoding, size, lines)


def _survey(source: IO[bytes]) -> tuple[str, int, int]:
    """One pass over the content: its encoding, its size in bytes, its lines."""
    utf8 = _Utf8()
    size, tail, lines, has_mark = 0, 0, 0, False
    while chunk := source.read(CHUNK):
        has_mark = has_mark or (not size and chunk.startswith(codecs.BOM_UTF8))
        size += len(chunk)
        _check_chunk(chunk, size)
        tail = _longest_tail(chunk, tail)
        lines += chunk.count(b"\n")
        utf8.feed(chunk)
    if not size:
        raise _refuse("not_empty", "the file is empty", "send the file again; the copy may have been interrupted")
    lines += bool(tail)
    # the end counts: a file may be cut inside a character
    if not utf8.feed(b"", final=True):
        return "Windows-1252", size, lines
    return ("UTF-8 with BOM" if has_mark else "UTF-8"), size, lines


class _Utf8:
    """Whether everything fed so far can be UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_valid = True

    def feed(self, chunk: bytes, *, final: bool = False) -> bool:
        if self._is_valid:
            try:
                self._decoder.decode(chunk, final)
            except UnicodeDecodeError:
                self._is_valid = False
        return self._is_valid


def _check_chunk(chunk: bytes, size: int) -> None:
    if size > LARGEST_FILE:
        raise _refuse("size", "the content is larger than 2 GiB", "check that this is the monthly extract")
    if b"\0" in chunk:
        raise _refuse("text", "the file holds NUL bytes: it is not text", "export it as CSV (UTF-8)")


def _longest_tail(chunk: bytes, carried: int) -> int:
    """How long the line is that the chunk leaves open; refuses one that passes the limit."""
    first, last = chunk.find(b"\n"), chunk.rfind(b"\n")
    longest = carried + (len(chunk) if first < 0 else first)
    if longest > LONGEST_LINE:
        raise _refuse("line_length", "a line is longer than 1 MiB", "export the file as CSV with one row a line")
    return carried + len(chunk) if last < 0 else len(chunk) - last - 1


def first_rows(path: Path, count: int = 60) -> list[list[str]]:
    """The first rows of the file as cells, whatever the encoding; for a look, not for the record."""
    try:
        with unpacked(path) as source:
            head = source.read(2 * CHUNK)
    except BROKEN_PACKING as error:
        raise _refuse("packing", f"the packed file is damaged ({error})", "pack it and send it again") from error
    if not head:
        raise _refuse("not_empty", "the file is empty", "send the file again; the copy may have been interrupted")
    refuse_patients(head)
    if b"\0" in head:
        raise _refuse("text", "the file holds NUL bytes: it is not text", "export it as CSV (UTF-8)")
    opening = head[:2000].lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower()
    if opening.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise _refuse("file_type", "this is a web page, not a CSV file", "download the file that the page links to")
    text = head.decode("utf-8-sig", "replace")
    if len(head) == 2 * CHUNK:
        _longest_tail(head[head.rfind(b"\n") + 1 :], 0)
        text = text[: text.rfind("\n") + 1]
    return _parsed(io.StringIO(text, newline=""), count)


def _parsed(handle: IO[str], count: int) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(handle):
            rows.append(row)
            if len(rows) >= count:
                break
    except csv.Error as error:
        raise _refuse("csv", f"this is not CSV ({error})", "export the file as CSV (UTF-8)", len(rows) + 1) from error
    return rows


def numbered_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every row with the number of the line it starts on, as a text editor counts."""
    start = 1
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.reader(handle, strict=True)
        try:
            for row in reader:
                yield start, row
                start = reader.line_num + 1
        except csv.Error as error:
            raise _refuse(
                "csv", f"this is not CSV ({error})", "the file may be cut short: send it again", start
            ) from error
