"""One pass over the bytes of a file: its encoding, its size, its lines, and whether it can be text at all."""

from __future__ import annotations

import codecs
from typing import IO

from checks.packing import CHUNK, LARGEST_FILE, refusal
from checks.reasons import Refused

LONGEST_LINE = 1 << 20
MOST_LINES = 2_000_000


def survey(source: IO[bytes]) -> tuple[str, int, int]:
    """One pass over the content: its encoding, its size in bytes, its lines."""
    utf8 = _Utf8()
    size, tail, lines, has_mark = 0, 0, 0, False
    while chunk := source.read(CHUNK):
        has_mark = has_mark or (not size and chunk.startswith(codecs.BOM_UTF8))
        size += len(chunk)
        check_chunk(chunk, size)
        tail = longest_tail(chunk, tail)
        lines += chunk.count(b"\n")
        if lines > MOST_LINES:
            raise refusal("size", f"the file has more than {MOST_LINES:,} lines", "check that this is the extract")
        utf8.feed(chunk)
    if not size:
        raise refusal("not_empty", "the file is empty", "send the file again; the copy may have been interrupted")
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


def check_chunk(chunk: bytes, size: int) -> None:
    if size > LARGEST_FILE:
        raise too_large()
    if b"\0" in chunk:
        raise refusal("text", "the file holds NUL bytes: it is not text", "export it as CSV (UTF-8)")


def too_large() -> Refused:
    return refusal("size", "the content is larger than 2 GiB", "check that this is the monthly extract")


def longest_tail(chunk: bytes, carried: int) -> int:
    """How long the line is that the chunk leaves open; refuses one that passes the limit. Lines may end in CR alone."""
    ends = [at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0]
    longest = carried + (min(ends) if ends else len(chunk))
    if longest > LONGEST_LINE:
        raise refusal("line_length", "a line is longer than 1 MiB", "export the file as CSV with one row a line")
    return len(chunk) - max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) - 1 if ends else carried + len(chunk)
