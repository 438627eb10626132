"""Everything that a file holds, part by part, to be looked through: also what no reader takes.

Every member of an archive is a part: a workbook keeps rows in its worksheets, and again in the caches of pivot tables
and of links. An archive in an archive is opened once, not further.
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
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from checks.packing import (
    CHUNK,
    GZIP,
    KEPT_IN_MEMORY,
    LARGEST_BOOK,
    ZIP,
    Measured,
    check_directory,
    opened,
    told_as_damaged,
)
from checks.reasons import Refused

MARKUP = re.compile(r".*\.(xml|rels|vml|x?html?|svg)", re.IGNORECASE | re.DOTALL)
ROWS_OF_BOOK = re.compile(r"/?xl/(sharedStrings|worksheets/)", re.IGNORECASE)
"""These are read as rows, and looked at as such; of other parts of a workbook the words alone tell."""

STREAMS: dict[bytes, Callable[[IO[bytes]], Any]] = {GZIP: gzip.open, b"BZh": bz2.open, b"\xfd7zX": lzma.open}
"""How each packing of one stream begins; only the first is read as an extract, all are looked through."""


@dataclass(frozen=True)
class Part:
    """A stream of bytes; `name` is that of a member; `is_apart` tells of markup that no reader takes."""

    source: IO[bytes]
    name: str = ""
    is_markup: bool = False
    is_apart: bool = False


def contents(path: Path) -> Iterator[Part]:
    """The parts of a file. What cannot be opened is passed over: it is told by who reads it."""
    with contextlib.suppress(Refused), opened(path) as raw:
        start = raw.read(4)
        raw.seek(0)
        if unpack := next((opener for mark, opener in STREAMS.items() if start.startswith(mark)), None):
            with unpack(raw) as handle:
                yield Part(Measured(handle, path.stat().st_size))  # type: ignore[arg-type]
        elif start == ZIP:
            yield from _members(raw, path.stat().st_size, is_inner=False)
        else:
            yield Part(raw)


def _members(raw: IO[bytes], size: int, *, is_inner: bool) -> Iterator[Part]:
    with told_as_damaged():
        check_directory(raw)
        packed = zipfile.ZipFile(raw)
    for member in packed.infolist():
        if member.is_dir():
            continue
        with contextlib.suppress(Refused):
            is_archive = not is_inner and _start(packed, member) == ZIP
            with told_as_damaged():
                handle = packed.open(member)
            with handle:
                source: IO[bytes] = Measured(handle, size)  # type: ignore[assignment]
                is_markup = MARKUP.fullmatch(member.filename) is not None
                is_apart = is_markup and not ROWS_OF_BOOK.match(member.filename)
                if is_archive:
                    yield Part(io.BytesIO(), member.filename)
                    yield from _inner(source, size)
                else:
                    yield Part(source, member.filename, is_markup, is_apart)


def _start(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with told_as_damaged(), packed.open(member) as handle:
        return handle.read(4)


def _inner(source: IO[bytes], size: int) -> Iterator[Part]:
    """The parts of an archive in an archive, from a copy that is gone once it has been looked through."""
    with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as copy:
        with told_as_damaged():
            while (chunk := source.read(CHUNK)) and copy.tell() < LARGEST_BOOK:
                copy.write(chunk)
        yield from _members(copy, size, is_inner=True)
