"""Everything that a file holds, part by part, to be looked through: also what no reader takes.

Every member of an archive is a part: a workbook keeps rows in its worksheets, and again in the caches of pivot tables
and of links. Archives in archives are opened to a limited depth.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from checks.contracts.problems import Refused
from checks.files.compression import (
    CHUNK_BYTES,
    GZIP,
    KEPT_IN_MEMORY,
    LARGEST_BOOK,
    LARGEST_FILE,
    ZIP,
    Measured,
    check_directory,
    open_regular_file,
    told_as_damaged,
)

MARKUP_ENDINGS = re.compile(r".*\.(xml|rels|vml|x?html?|svg)", re.IGNORECASE | re.DOTALL)
ROWS_OF_BOOK = re.compile(r"/?xl/(sharedStrings|worksheets/)", re.IGNORECASE)
"""These are read as rows, and looked at as such; of other parts of a workbook the words alone tell."""

STREAMS: dict[bytes, Callable[[IO[bytes]], Any]] = {GZIP: gzip.open, b"BZh": bz2.open, b"\xfd7zX": lzma.open}
"""How each packing of one stream begins; only the first is read as an extract, all are looked through."""
LONGEST_MARK = 4
DEEPEST = 3
"""So many times an archive in an archive is opened. Mail programs and shared drives add one layer each."""


@dataclass(frozen=True)
class Part:
    """A stream of bytes; `name` is that of a member; `is_apart` tells of markup that no reader takes.

    The beginning of a part that `is_read_elsewhere` is looked at for people by the reader of the file.
    """

    source: IO[bytes]
    name: str = ""
    is_markup: bool = False
    is_apart: bool = False
    is_read_elsewhere: bool = False


class _Nesting:
    """How deep archives in archives are opened, and how much of them is copied: what is packed again may never end."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.depth = 0
        self.copied = 0

    @contextlib.contextmanager
    def deeper(self) -> Iterator[None]:
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1

    @property
    def may_go_deeper(self) -> bool:
        return self.depth < DEEPEST and self.copied < LARGEST_FILE


def iterate_parts(path: Path) -> Iterator[Part]:
    """The parts of a file. What cannot be opened is passed over: the reader of the file reports it."""
    with contextlib.suppress(Refused), open_regular_file(path) as raw:
        yield from _parts_of(raw, "", _Nesting(path.stat().st_size))


def _parts_of(raw: IO[bytes], name: str, nesting: _Nesting) -> Iterator[Part]:
    """The parts of one seekable file, archive or not."""
    start = raw.read(LONGEST_MARK)
    raw.seek(0)
    if unpack := _unpacker(start):
        with contextlib.suppress(Refused), unpack(raw) as handle:
            is_read = nesting.depth == 0 and start.startswith(GZIP)
            yield from _stream(handle, Part(handle, name, is_read_elsewhere=is_read), nesting)
    elif start.startswith(ZIP):
        yield from _iterate_members(raw, nesting)
    else:
        yield Part(raw, name, is_read_elsewhere=nesting.depth == 0)
        # a program that unpacks itself, or a text with an archive behind it
        if _has_archive_behind(raw):
            with nesting.deeper():
                yield from _iterate_members(raw, nesting)


def _unpacker(start: bytes) -> Callable[[IO[bytes]], Any] | None:
    return next((opener for mark, opener in STREAMS.items() if start.startswith(mark)), None)


def _has_archive_behind(raw: IO[bytes]) -> bool:
    with contextlib.suppress(Refused), told_as_damaged():
        return zipfile.is_zipfile(raw)
    return False


def _stream(handle: Any, part: Part, nesting: _Nesting) -> Iterator[Part]:
    """A part that is unpacked while it is read, or the parts of the archive that it is."""
    with told_as_damaged():
        start = handle.peek(LONGEST_MARK)[:LONGEST_MARK]
    source: IO[bytes] = Measured(handle, nesting.size)  # type: ignore[assignment]
    is_archive = start.startswith(ZIP) or _unpacker(start) is not None
    if not (is_archive and nesting.may_go_deeper):
        yield replace(part, source=source)
        return
    yield replace(part, source=io.BytesIO())
    with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as copy, nesting.deeper():
        _copy(source, copy, nesting)
        yield from _parts_of(copy, "", nesting)


def _copy(source: IO[bytes], copy: IO[bytes], nesting: _Nesting) -> None:
    """Copy an archive in an archive to where it can be read from its end; as much of it as can be unpacked."""
    with contextlib.suppress(Refused), told_as_damaged():
        while (chunk := source.read(CHUNK_BYTES)) and copy.tell() < LARGEST_BOOK:
            copy.write(chunk)
    nesting.copied += copy.tell()
    copy.seek(0)


def _iterate_members(raw: IO[bytes], nesting: _Nesting) -> Iterator[Part]:
    with contextlib.suppress(Refused):
        with told_as_damaged():
            check_directory(raw)
            packed = zipfile.ZipFile(raw)
        for member in packed.infolist():
            if not member.is_dir():
                yield from _member(packed, member, nesting)


def _member(packed: zipfile.ZipFile, member: zipfile.ZipInfo, nesting: _Nesting) -> Iterator[Part]:
    with contextlib.suppress(Refused):
        with told_as_damaged():
            handle = packed.open(member)
        with handle:
            is_markup = MARKUP_ENDINGS.fullmatch(member.filename) is not None
            # the sheets of a workbook are read as rows, but not those of a workbook inside other packing
            is_apart = is_markup and not (nesting.depth == 0 and ROWS_OF_BOOK.match(member.filename))
            is_read = nesting.depth == 0
            yield from _stream(handle, Part(handle, member.filename, is_markup, is_apart, is_read), nesting)
