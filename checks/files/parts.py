"""Split a file into all its parts, so that each can be searched, including parts that are never loaded.

Every member of an archive is a part: a workbook has rows in its worksheets, and copies in the caches of pivot tables
and links. Archives within archives are opened to a limited depth.
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
    refuse_if_damaged,
)

MARKUP_ENDINGS = re.compile(r".*\.(xml|rels|vml|x?html?|svg)", re.IGNORECASE | re.DOTALL)
ROWS_OF_BOOK = re.compile(r"/?xl/(sharedStrings|worksheets/)", re.IGNORECASE)
"""Parts of a workbook that are read and searched as rows; only the words of other parts are searched."""

STREAMS: dict[bytes, Callable[[IO[bytes]], Any]] = {GZIP: gzip.open, b"BZh": bz2.open, b"\xfd7zX": lzma.open}
"""First bytes of each compression format. Only gzip is loaded as an extract, but all are searched."""
LONGEST_MARK = 4
"""Bytes, enough for each of these marks and for that of a zip archive."""
DEEPEST = 3
"""Levels of archives within archives that are opened. A mail program and a shared drive may each add one."""


@dataclass(frozen=True)
class Part:
    """A stream of bytes; `name` is the archive member's, and `is_apart` marks markup that is never read as rows.

    If `is_read_elsewhere`, the file's reader searches the beginning of this part for patient data.
    """

    source: IO[bytes]
    name: str = ""
    is_markup: bool = False
    is_apart: bool = False
    is_read_elsewhere: bool = False


class _Nesting:
    """Limits the depth of nested archives and the bytes copied from them, since nesting could go on forever."""

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


def iterate_parts(raw: IO[bytes]) -> Iterator[Part]:
    """Iterate over the parts of an open file. Parts that cannot be opened are skipped; the reader reports them."""
    size = raw.seek(0, io.SEEK_END)
    raw.seek(0)
    with contextlib.suppress(Refused):
        yield from _parts_of(raw, "", _Nesting(size))


def _parts_of(raw: IO[bytes], name: str, nesting: _Nesting) -> Iterator[Part]:
    """Iterate over the parts of one seekable file, whether or not it is an archive."""
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
        # a self-extracting program, or text with an archive appended to it
        if _has_archive_behind(raw):
            with nesting.deeper():
                yield from _iterate_members(raw, nesting)


def _unpacker(start: bytes) -> Callable[[IO[bytes]], Any] | None:
    return next((opener for mark, opener in STREAMS.items() if start.startswith(mark)), None)


def _has_archive_behind(raw: IO[bytes]) -> bool:
    with contextlib.suppress(Refused), refuse_if_damaged():
        return zipfile.is_zipfile(raw)
    return False


def _stream(handle: Any, part: Part, nesting: _Nesting) -> Iterator[Part]:
    """Give a part that is unpacked as it is read or, if it is itself an archive, its parts."""
    with refuse_if_damaged():
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
    """Copy as much as can be unpacked of a nested archive to a seekable file."""
    with contextlib.suppress(Refused), refuse_if_damaged():
        while (chunk := source.read(CHUNK_BYTES)) and copy.tell() < LARGEST_BOOK:
            copy.write(chunk)
    nesting.copied += copy.tell()
    copy.seek(0)


def _iterate_members(raw: IO[bytes], nesting: _Nesting) -> Iterator[Part]:
    with contextlib.suppress(Refused):
        with refuse_if_damaged():
            check_directory(raw)
            packed = zipfile.ZipFile(raw)
        for member in packed.infolist():
            if not member.is_dir():
                yield from _member(packed, member, nesting)


def _member(packed: zipfile.ZipFile, member: zipfile.ZipInfo, nesting: _Nesting) -> Iterator[Part]:
    with contextlib.suppress(Refused):
        with refuse_if_damaged():
            handle = packed.open(member)
        with handle:
            is_markup = MARKUP_ENDINGS.fullmatch(member.filename) is not None
            # a workbook's sheets are read as rows, unless the workbook is itself inside an archive
            is_apart = is_markup and not (nesting.depth == 0 and ROWS_OF_BOOK.match(member.filename))
            is_read = nesting.depth == 0
            yield from _stream(handle, Part(handle, member.filename, is_markup, is_apart, is_read), nesting)
