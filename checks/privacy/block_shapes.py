"""Find the lines in a block of bytes that may be about a patient, from the shapes of their digits and letters.

Every byte of an extract is tested, so that patients after a million rows of counts are seen. numpy compares whole
blocks at once: of 82 MB of counts only a handful of lines is left to be parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
MAX_SAMPLED = 200
"""Lines with dates or postcodes that are read as rows in each block; reading all of them would make long lists slow."""
MARGIN = 16
"""Bytes of padding at both ends, so that the bytes before and after any shape can be tested."""


def _list_bytes(members: bytes) -> Mask:
    table = np.zeros(256, dtype=np.bool_)
    table[np.frombuffer(members, dtype=np.uint8)] = True
    return table


SEPARATOR, SPACE = _list_bytes(b" -./_"), _list_bytes(b" -")
LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTER, DIGIT, WORD = _list_bytes(LETTERS), _list_bytes(b"0123456789"), _list_bytes(LETTERS + b"0123456789")


@dataclass(frozen=True)
class Line:
    """A line of a block, the number of line ends before it, and the offset of its end."""

    index: int
    text: bytes
    end: int


class BlockShapes:
    """The shapes in one block. Whole masks are cheap but not free, so most tests look at a few places only."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self._end = b"\n" if b"\n" in block else b"\r"
        # treat a no-break space as a space
        spaced = block.replace(b"\xa0", b" ")
        self._bytes = np.frombuffer(bytes(MARGIN) + spaced + bytes(MARGIN), dtype=np.uint8)
        self._digit = (self._bytes - np.uint8(ord("0"))) < 10
        # '-', '.' and '/' have consecutive codes
        self._separator = (self._bytes == ord(" ")) | ((self._bytes - np.uint8(ord("-"))) < 3)
        self._separator |= self._bytes == ord("_")
        self._two = _both(self._digit, self._digit, 1)
        self._three = _both(self._two, self._digit, 2)
        self._four = _both(self._two, self._two, 2)
        self._six = _both(self._four, self._two, 4)

    @property
    def line_ends(self) -> int:
        """The number of line ends. Counting them takes a sixth of the time of `bytes.count`."""
        return int(np.count_nonzero(self._bytes == self._end[0]))

    def lines_with_numbers(self) -> Iterator[Line]:
        """Iterate over every line with something shaped like an NHS number or a National Insurance number."""
        ten = np.flatnonzero(_both(self._six, self._four, 6))
        spaced = self._spaced_numbers(), self._thousands()
        yield from self._lines_at(ten, *spaced, self._exponents(), self._insurance_numbers())

    def sampled_lines_with_dates_or_postcodes(self) -> Iterator[Line]:
        """Iterate over lines with a date (four-digit year) or the end of a postcode; a sample if there are many."""
        places = np.union1d(self._dates(), self._postcodes())
        yield from self._lines_at(places[:: max(1, len(places) // MAX_SAMPLED)])

    def lines_of_words(self) -> Iterator[Line]:
        """Iterate over lines without two digits in a row: these include rows of headings but not rows of figures."""
        ends = np.append(np.flatnonzero(self._bytes == self._end[0]), MARGIN + len(self._block))
        starts = np.insert(ends[:-1] + 1, 0, MARGIN)
        # a shape cannot go over the end of a line; the reduction stops at the first shape of each line
        is_wordy = ~np.logical_or.reduceat(self._two, starts)
        # a file of single digits has millions of lines, but none with a word
        if is_wordy.any():
            letter = self._letters()
            is_wordy &= np.logical_or.reduceat(_both(letter, letter, 1), starts)
        for at in map(int, np.flatnonzero(is_wordy)):
            start, end = int(starts[at]) - MARGIN, int(ends[at]) - MARGIN
            yield Line(at, self._block[start:end], end)

    def _letters(self) -> Mask:
        letters: Mask = ((self._bytes | 0x20) - np.uint8(ord("a"))) < 26
        return letters

    def _spaced_numbers(self) -> Places:
        """Find 3-3-4 digits with one or two separators between them."""
        at = np.flatnonzero(_both(self._three, self._separator, 3))
        single = at[self._three[at + 4] & self._has(SEPARATOR, at, 7) & self._four[at + 8]]
        double = at[self._has(SEPARATOR, at, 4) & self._three[at + 5]]
        double = double[self._has(SEPARATOR, double, 8) & self._has(SEPARATOR, double, 9) & self._four[double + 10]]
        return np.concatenate([single, double])

    def _thousands(self) -> Places:
        """Find 1,234,567,890 in one cell; after another comma these would be four cells."""
        comma = self._bytes == ord(",")
        at = np.flatnonzero(_both(_both(comma, self._three, 1), comma, 4))
        is_cell = self._has(DIGIT, at, -1) & ~self._has(DIGIT, at, -2) & ~comma[at - 2]
        cells: Places = at[is_cell & self._three[at + 5] & comma[at + 8] & self._three[at + 9]]
        return cells

    def _exponents(self) -> Places:
        at = np.flatnonzero(self._bytes == ord("+")) if b"+" in self._block else np.zeros(0, dtype=np.intp)
        return at[self._has(LETTER, at, -1) & self._has(DIGIT, at, -2) & self._has(DIGIT, at, 1)]

    def _insurance_numbers(self) -> Places:
        """Find six digits, or three pairs, with letters before and after, possibly separated by a space."""
        six = np.flatnonzero(self._six)
        pairs = np.flatnonzero(_both(self._two, self._separator, 2))
        pairs = pairs[self._two[pairs + 3] & self._has(SPACE, pairs, 5) & self._two[pairs + 6]]
        return np.concatenate([six[self._is_lettered(six, 6)], pairs[self._is_lettered(pairs, 8)]])

    def _is_lettered(self, at: Places, length: int) -> Mask:
        before = self._has(LETTER, at, -1) | (self._has(SPACE, at, -1) & self._has(LETTER, at, -2))
        behind = self._has(LETTER, at, length) | (self._has(SPACE, at, length) & self._has(LETTER, at, length + 1))
        return before & behind

    def _dates(self) -> Places:
        """Find a four-digit year next to separators and a day or month, or after a three-letter month."""
        follows = np.flatnonzero(_both(self._separator, self._four, 1)) + 1
        day_first = self._has(DIGIT, follows, -2) & (
            self._has(SEPARATOR, follows, -3) | (self._has(DIGIT, follows, -3) & self._has(SEPARATOR, follows, -4))
        )
        worded = self._has(LETTER, follows, -2) & self._has(LETTER, follows, -4) & self._has(SEPARATOR, follows, -5)
        leads = np.flatnonzero(_both(self._four, self._separator, 4))
        year_first = self._two[leads + 5] & self._has(SEPARATOR, leads, 7) & self._two[leads + 8]
        return np.concatenate([follows[day_first | worded], leads[year_first]])

    def _postcodes(self) -> Places:
        """Find a digit and two letters that end a word, after a space, a letter or a digit."""
        letter = self._letters()
        at = np.flatnonzero(_both(self._digit, _both(letter, letter, 1), 1))
        at = at[~self._has(WORD, at, 3)]
        return at[self._has(WORD, at, -1) | (self._has(SPACE, at, -1) & self._has(WORD, at, -2))]

    def _has(self, members: Mask, at: Places, offset: int) -> Mask:
        """Tell for each place whether the byte at that offset from it is a member."""
        return members[self._bytes[at + offset]]

    def _lines_at(self, *places: Places) -> Iterator[Line]:
        """Iterate over the distinct lines that contain these places, in order."""
        index, counted_to, end = 0, 0, -1
        for place in map(int, np.unique(np.concatenate(places)) - MARGIN):
            if place <= end:
                continue
            start = self._block.rfind(self._end, 0, place) + 1
            index += self._block.count(self._end, counted_to, start)
            counted_to = start
            end = self._block.find(self._end, place)
            end = len(self._block) if end < 0 else end
            yield Line(index, self._block[start:end], end)


def _both(first: Mask, second: Mask, offset: int) -> Mask:
    """Return a mask, as long as the block, of places with the first shape and the second `offset` bytes later."""
    both = np.empty(len(first), dtype=np.bool_)
    inside = len(first) - offset
    both[inside:] = False
    np.logical_and(first[:inside], second[offset:], out=both[:inside])
    return both
