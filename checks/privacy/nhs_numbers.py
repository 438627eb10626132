"""NHS numbers in rows of cells: which column holds them, and which stand among words.

One of eleven numbers of ten digits has a right check digit by chance. So of telephone numbers, identifiers and large
counts some always look like NHS numbers; of NHS numbers all do. What counts is the share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from checks.reference.nhs_number_format import is_nhs_number

ENOUGH, ENOUGH_IN_ROW = 2, 3
"""Different valid numbers: whole cells of one column, or among words; whole cells of one row."""
CERTAIN_COUNT = 50
"""So many need no look at the rest of the file."""
MAX_TRACKED_COLUMNS = 1_000
"""What stands to the right of them is counted as one column: memory does not grow with the width."""
NUMBER_SEPARATORS = re.compile(r"[,;\t|]")
CELLS = re.compile(r'(?:^|[,;\t|])(?: *"((?:[^"]|"")*+)" *(?=[,;\t|]|$)|([^,;\t|]*))')
WRITTEN = re.compile(
    r"(?<![0-9])(?<!\+44 )(?<!\(0\))"
    r"(?:[0-9]{10}|[0-9]{3}(?: {1,2}[0-9]{3} {1,2}|-[0-9]{3}-|\.[0-9]{3}\.|/[0-9]{3}/|_[0-9]{3}_)[0-9]{4})(?![0-9])"
)
"""How an NHS number is written, in one piece or 3-3-4; a telephone number behind +44 is none."""
WORD = re.compile(r"[^\W\d_]")
WHOLE = re.compile(
    r"[0-9]{3}(?:[0-9]{3}| {1,2}[0-9]{3} {1,2}|-[0-9]{3}-|\.[0-9]{3}\.|/[0-9]{3}/|_[0-9]{3}_)[0-9]{4}(\.0+)?"
)
REFORMATTED = re.compile(
    r"(?P<thousands>[34679],[0-9]{3},[0-9]{3},[0-9]{3})(?:\.0+)?|"
    r"(?P<first>[34679])\.(?P<rest>[0-9]{7,9})E\+?0?9",
    re.IGNORECASE,
)
"""What a spreadsheet makes of an NHS number: 9,434,765,919 or 9.434765919E+09. It drops zeros at the end of the latter.

With fewer than seven decimals the number cannot be read back: of 9.43477E+09 some 900 numbers remain.
"""
SAID = re.compile(r"\b(nhs|chi)[\W_]{0,3}(number|num|no|nr|id)(?![a-z])|\bnhs[\W_]{0,3}[0-9]", re.IGNORECASE)


def restore_number(cell: str) -> str:
    """The cell, or the ten digits that a spreadsheet has written with thousands commas or an exponent."""
    match = REFORMATTED.fullmatch(cell.strip(" \"'="))
    if not match:
        return cell
    return (match["thousands"] or "").replace(",", "") or match["first"] + match["rest"].ljust(9, "0")


def _without_separators(text: str) -> str:
    return text.replace("\u00a0", " ")


def cells_of(line: str) -> list[str]:
    """The cells of a line of CSV, whatever separates them; what is quoted stays in one piece."""
    if '"' not in line:
        return NUMBER_SEPARATORS.split(line)
    return [match[2] if match[1] is None else match[1].replace('""', '"') for match in CELLS.finditer(line)]


@dataclass
class _DigitCount:
    """Numbers of ten digits in one place: how many, how many of them valid, and the first different valid ones."""

    written: int = 0
    valid: int = 0
    different: set[str] = field(default_factory=set)

    def add(self, digits: str, *, is_valid: bool) -> None:
        self.written += 1
        self.valid += is_valid
        if is_valid and len(self.different) < CERTAIN_COUNT:
            self.different.add(digits)

    def reaches(self, enough: int) -> bool:
        return len(self.different) >= enough and self.valid * 2 >= self.written


class NhsNumberTally:
    """What has been seen of NHS numbers so far. It keeps counts, not rows: memory does not grow with the file."""

    def __init__(self) -> None:
        self._columns: dict[int, _DigitCount] = {}
        self._words = _DigitCount()
        self._row: int | None = None
        self._is_certain = False

    def add(self, row: int | None, cells: Sequence[str]) -> None:
        """Look at one row."""
        in_row, has_valid = _DigitCount(), False
        for column, written in enumerate(cells, start=1):
            cell = restore_number(written) if len(written) >= 10 else written
            if len(cell) >= 10 and (numbers := WRITTEN.findall(_without_separators(cell))):
                is_whole, has_words = (
                    WHOLE.fullmatch(_without_separators(cell).strip(" \"'=")) is not None,
                    bool(WORD.search(cell)),
                )
                for number in numbers:
                    is_valid, digits = is_nhs_number(number), re.sub("[^0-9]", "", number)
                    has_valid |= is_valid
                    if is_whole:
                        in_row.add(digits, is_valid=is_valid)
                        self._columns.setdefault(min(column, MAX_TRACKED_COLUMNS + 1), _DigitCount()).add(
                            digits, is_valid=is_valid
                        )
                    if has_words or number != digits:
                        self._words.add(digits, is_valid=is_valid)
                        self._row = row if is_valid and not self._is_certain else self._row
        if in_row.reaches(ENOUGH_IN_ROW) or (has_valid and SAID.search(" ".join(cells))):
            self._is_certain, self._row = True, row

    @property
    def is_sure(self) -> bool:
        return self._is_certain or any(count.reaches(CERTAIN_COUNT) for count in (self._words, *self._columns.values()))

    def found(self) -> tuple[int | None, str] | None:
        """Row and column of what tells of patients; the row alone where they stand in one, or among words."""
        if self._is_certain or self._words.reaches(ENOUGH):
            return self._row, ""
        columns = (column for column, count in sorted(self._columns.items()) if count.reaches(ENOUGH))
        column = next(columns, None)
        return None if column is None else (None, f"column {column}" if column <= MAX_TRACKED_COLUMNS else "")
