"""Every byte of a file is looked through for NHS numbers, before anything is copied: one may stand in the last row.

The cost is that of a look for ten digits, block by block; only the lines that have them are taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from checks.nhs_numbers import WRITTEN, Tally, cells_of
from checks.packing import CHUNK, LARGEST_FILE, told_as_damaged
from checks.parts import contents
from checks.privacy import refuse_counted, refuse_patient_headers, refuse_patient_name
from checks.reasons import Refused
from checks.survey import LONGEST_LINE

ALIKE = {ord("."): ord("-"), 0xA0: ord(" ")}
DIGITS = bytes(ord("0") if byte in b"0123456789" else ALIKE.get(byte, byte) for byte in range(256))
SHAPES = (b"0" * 10, b"000 000 0000", b"000  000  0000", b"000-000-0000")
SPACED = bytes.maketrans(b"\xa0", b" ")
MARKUP = bytes.maketrans(b"<>\"',;|\t", b"\n,,,    ")
"""Makes lines of tags, of their values and of the text behind them: 'v,9990000018', 's v=,9990000018,/'."""
ANY = re.compile(WRITTEN.pattern.encode())
CARRIED = 64
"""Of a line that is too long to be kept, so much is looked at again with what follows."""


def refuse_hidden_numbers(path: Path) -> None:
    """Raise Refused when NHS numbers stand anywhere in the content, packed or not.

    Whatever else is wrong with the file is no matter here: it is told where the file is read.
    """
    refuse_patient_name(path.name)
    budget = LARGEST_FILE
    for part in contents(path):
        refuse_patient_name(part.name)
        tally, row = Tally(), 1
        for block in _blocks(part.source):
            # in UTF-16 every other byte of a Latin letter or a digit is 0: without them it is plain text
            text = block.replace(b"\0", b"").replace(b"\xc2\xa0", b"\xa0")
            if part.is_markup:
                text = text.translate(MARKUP)
                if row == 1 and part.is_apart:
                    refuse_patient_headers(text[:CHUNK])
            _count(tally, text, None if part.is_markup else row)
            row += text.count(b"\n") or text.count(b"\r")
            budget -= len(block)
            if tally.is_sure or budget < 0:
                break
        refuse_counted(tally)
        if budget < 0:
            return


def _blocks(source: IO[bytes]) -> Iterator[bytes]:
    """The content in blocks that end with a line. What cannot be unpacked any more is its end."""
    carried = b""
    while chunk := _read(source):
        block = carried + chunk
        end = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
        if len(block) - end > LONGEST_LINE:
            end = len(block)
            carried = block[-CARRIED:]
        else:
            carried = block[end:]
        yield block[:end]
    yield carried


def _read(source: IO[bytes]) -> bytes:
    try:
        with told_as_damaged():
            return source.read(CHUNK)
    except Refused:
        return b""


def _count(tally: Tally, block: bytes, first: int | None) -> None:
    masked = block.translate(DIGITS)
    if not any(shape in masked for shape in SHAPES):
        return
    for number, line in enumerate(block.splitlines()):
        if ANY.search(line.translate(SPACED)):
            cells = cells_of(line.translate(SPACED).decode("utf-8", "replace"))
            tally.add(None if first is None else first + number, cells)
