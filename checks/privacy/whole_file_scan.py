"""Search every byte of a file for patient data before anything is copied: it may be in the last row.

It costs one test of the shapes in each block; only lines that may be about a patient are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import IO

from checks.contracts.problems import Refused
from checks.files.compression import LARGEST_FILE, refuse_if_damaged
from checks.files.parts import Part, iterate_parts
from checks.files.text_survey import LONGEST_LINE
from checks.files.workbook_sheets import Sheet
from checks.privacy import place_lists
from checks.privacy.beginning import ROWS_TESTED, RecognisedParts, is_known_layout, read_beginning
from checks.privacy.block_shapes import BlockShapes, Line
from checks.privacy.identifier_headers import CANDIDATE_BYTES
from checks.privacy.insurance_numbers import InsuranceNumberTally
from checks.privacy.nhs_numbers import NhsNumberTally, cells_of
from checks.privacy.patient_data import (
    refuse_counted,
    refuse_headers_far_down,
    refuse_insurance_numbers,
    refuse_lines_far_down,
    refuse_patient_headers,
    refuse_patient_message,
    refuse_patient_name,
    refuse_patients,
)

CHUNK = 1 << 18
"""Bytes. Masks for a block of this size fit in the processor's cache; 1 MiB blocks take half as long again."""
SPACED = bytes.maketrans(b"\xa0", b" ")
MARKUP = bytes.maketrans(b"<>\"',;|\t", b"\n,,,    ")
"""Puts tags, their values and the text after them on separate lines: 'v,9990000018', 's v=,9990000018,/'."""
PADDING = re.compile(rb"\0{2,}")
"""The zeros between members of a tar file. In UTF-16 only every other byte is 0."""
CARRIED = 64
"""Bytes at the end of an over-long line that are searched again with the next block."""
ROWS_BELOW = 30
"""Rows read below late headings to see what the columns contain."""
LONGEST_LINE_OF_HEADINGS = 10_000
"""Bytes; longer lines are not tested as headings, which bounds the cost."""


def refuse_hidden_numbers(name: str, raw: IO[bytes], recognised: RecognisedParts) -> None:
    """Raise Refused if there is patient data in a file's name or anywhere in its content, compressed or not.

    Parts that the file's reader has recognised are not recognised again. Other faults of the file are ignored here and
    reported when it is read.
    """
    refuse_patient_name(name)
    budget = LARGEST_FILE
    for part in iterate_parts(raw):
        refuse_patient_name(part.name)
        budget = _look_through(part, budget, recognised.get(part.name) if part.is_read_elsewhere else None)
        if budget < 0:
            return


def refuse_patients_in_sheets(sheets: Sequence[Sheet], recognised: RecognisedParts) -> None:
    """Raise Refused if there is patient data in any row of a workbook's sheets, hidden ones too.

    The numbers in an .xls or .xlsb are binary, so the search of the file's bytes does not see them. The first rows have
    been searched by `choose_sheet`.
    """
    for sheet in sheets:
        refuse_patient_name(sheet.name)
        part = Part(sheet.open_content(), sheet.part_name, is_read_elsewhere=True)
        _look_through(part, LARGEST_FILE, recognised.get(sheet.part_name))


def _look_through(part: Part, budget: int, is_known: bool | None) -> int:
    """Search one part; return the bytes of other parts that may still be searched."""
    look = _PartLook(part, is_known)
    for block in _iterate_blocks(part.source):
        look.add(block)
        budget -= len(block)
        if look.tally.is_sure or budget < 0:
            break
    refuse_counted(look.tally)
    refuse_insurance_numbers(look.insurance)
    return budget


class _PartLook:
    """The state of the search of one part: counts and the first rows, so that memory does not grow with the file."""

    def __init__(self, part: Part, is_known: bool | None) -> None:
        self._part = part
        self._row, self._has_begun = 1, False
        self._first_rows: list[list[str]] = []
        self._is_known = is_known
        self.tally, self.insurance = NhsNumberTally(), InsuranceNumberTally()

    def add(self, block: bytes) -> None:
        """Search the next block of whole lines."""
        text = _as_plain_text(block)
        if self._part.is_markup:
            text = text.translate(MARKUP)
        if not text:
            return
        if not self._has_begun:
            self._has_begun = True
            self._look_at_beginning(text)
        refuse_patient_message(text)
        shapes = BlockShapes(text)
        for line in shapes.lines_with_numbers():
            row, cells = self._number(line), _cells(line)
            self.tally.add(row, cells)
            self.insurance.add(row, cells)
        if not self._part.is_markup:
            self._look_far_down(shapes, text)
        self._row += shapes.line_ends

    def _look_at_beginning(self, text: bytes) -> None:
        if self._part.is_apart:
            refuse_patient_headers(text)
        elif not self._part.is_markup:
            if not self._part.is_read_elsewhere:
                refuse_patients(text)
            rows = read_beginning(text)
            self._first_rows = rows[: place_lists.HEADER_WITHIN]
            self._is_known = is_known_layout(rows) if self._is_known is None else self._is_known

    def _look_far_down(self, shapes: BlockShapes, text: bytes) -> None:
        for line in shapes.lines_of_words():
            if len(line.text) < LONGEST_LINE_OF_HEADINGS and CANDIDATE_BYTES.search(line.text):
                refuse_headers_far_down(self._row + line.index, [_cells(line), *_rows_below(text, line)])
        if not self._is_known:
            sampled = shapes.sampled_lines_with_dates_or_postcodes()
            looked_at = ROWS_TESTED if self._row == 1 else 0
            rows = [(self._row + line.index, _cells(line)) for line in sampled if line.index >= looked_at]
            refuse_lines_far_down(self._first_rows, rows)

    def _number(self, line: Line) -> int | None:
        return None if self._part.is_markup else self._row + line.index


def _as_plain_text(block: bytes) -> bytes:
    """Drop zero bytes, and write no-break spaces as one byte. Searching for one byte first is cheapest.

    In UTF-16 every other byte of a Latin letter or digit is 0; without those it is plain text.
    """
    if b"\0" in block:
        block = PADDING.sub(b"\n", block).replace(b"\0", b"")
    return block.replace(b"\xc2\xa0", b"\xa0") if b"\xa0" in block else block


def _cells(line: Line) -> list[str]:
    return cells_of(line.text.strip(b"\r\n").translate(SPACED).decode("utf-8", "replace"))


def _rows_below(text: bytes, line: Line) -> list[list[str]]:
    start = line.end
    below = text[start : start + ROWS_BELOW * LONGEST_LINE_OF_HEADINGS].splitlines()[: ROWS_BELOW + 1]
    return [cells_of(row.decode("utf-8", "replace")) for row in below if row]


def _iterate_blocks(source: IO[bytes]) -> Iterator[bytes]:
    """Iterate over the content in blocks of whole lines, up to where it can no longer be unpacked."""
    carried = b""
    while chunk := _read_block(source):
        block = carried + chunk
        end = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
        if len(block) - end > LONGEST_LINE:
            end = len(block)
            carried = block[-CARRIED:]
        else:
            carried = block[end:]
        yield block[:end]
    yield carried


def _read_block(source: IO[bytes]) -> bytes:
    try:
        with refuse_if_damaged():
            return source.read(CHUNK)
    except Refused:
        return b""
