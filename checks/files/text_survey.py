"""Survey a file's bytes in one pass: encoding, size, number of lines, and whether it can be text at all."""

from __future__ import annotations

import codecs
from typing import IO

from checks.contracts.problems import Refused
from checks.files.compression import CHUNK_BYTES, LARGEST_FILE, make_refusal

LONGEST_LINE = 1 << 20
"""Bytes in a line: 1 MiB, so that memory stays bounded (`test_hostile_files.py` tries a line of 2 GiB)."""
MOST_LINES = 2_000_000
"""Eleven times the largest published extract, RTT with 183,000 lines; beyond this it is another file."""
END = 4096
"""Bytes at the end of a file that are searched for blank rows."""
BLANK = b" ,;|\t\"'\r\n"


def scan_text(source: IO[bytes]) -> tuple[str, int, int]:
    """Return the encoding, the size in bytes, and the number of lines without blank ones at the end.

    Raises Refused for empty content, NUL bytes, lines over 1 MiB, and content over the limits of size or lines.
    """
    utf8, lines = _Utf8Decoder(), _LineCounter()
    size, tail, has_mark = 0, 0, False
    while chunk := source.read(CHUNK_BYTES):
        has_mark = has_mark or (not size and chunk.startswith(codecs.BOM_UTF8))
        size += len(chunk)
        check_chunk(chunk, size)
        tail = longest_tail(chunk, tail)
        lines.feed(chunk)
        if lines.ended > MOST_LINES:
            raise make_refusal("size", f"the file has more than {MOST_LINES:,} lines", "check that this is the extract")
        utf8.feed(chunk)
    if not size:
        raise make_refusal("not_empty", "the file is empty", "send the file again; the copy may have been interrupted")
    # finish decoding: the file may be cut off within a character
    if not utf8.feed(b"", final=True):
        return "Windows-1252", size, lines.filled
    return ("UTF-8 with BOM" if has_mark else "UTF-8"), size, lines.filled


class _LineCounter:
    """Counts lines that end in LF, CR or CRLF."""

    def __init__(self) -> None:
        self.ended = 0
        self._end = b""

    def feed(self, chunk: bytes) -> None:
        is_split = self._end.endswith(b"\r") and chunk.startswith(b"\n")
        self.ended += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n") - is_split
        self._end = (self._end + chunk)[-END:]

    @property
    def filled(self) -> int:
        """The number of lines up to the last one with more than separators."""
        text_before_end = self._end.rstrip(BLANK)
        blank = self._end[len(text_before_end) :].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        # the first blank line end belongs to the last filled line, which counts even without one
        return self.ended - blank.count(b"\n") + bool(text_before_end)


class _Utf8Decoder:
    """Whether all bytes so far are valid UTF-8."""

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
    """Raise Refused for NUL bytes, or if the bytes read so far exceed LARGEST_FILE."""
    if size > LARGEST_FILE:
        raise too_large()
    if b"\0" in chunk:
        raise make_refusal("text", "the file contains NUL bytes: it is not text", "export it as CSV (UTF-8)")


def too_large() -> Refused:
    """Build the refusal of content over LARGEST_FILE; return it for the caller to raise."""
    return make_refusal("size", "the content is larger than 2 GiB", "check that this is the monthly extract")


def longest_tail(chunk: bytes, carried: int) -> int:
    """Return the length of the unfinished line at the end of a chunk; lines may end in CR alone.

    Raises Refused if a line exceeds LONGEST_LINE.
    """
    ends = [at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0]
    longest = carried + (min(ends) if ends else len(chunk))
    if longest > LONGEST_LINE:
        raise make_refusal("line_length", "a line is longer than 1 MiB", "export the file as CSV with one row a line")
    return len(chunk) - max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) - 1 if ends else carried + len(chunk)
