"""Recognise NHS numbers in rows of cells, whether they fill a column or are written among words.

One in eleven ten-digit numbers has a valid check digit by chance. So some telephone numbers, identifiers and large
counts look like NHS numbers, but all real NHS numbers do: the share of valid numbers decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from checks.reference.nhs_number_format import is_nhs_number

ENOUGH, ENOUGH_IN_ROW = 2, 3
"""Different valid numbers that refuse a file: in one column or among words; in the cells of one row."""
CERTAIN_COUNT = 50
"""With this many valid numbers the rest of the file need not be read."""
MAX_TRACKED_COLUMNS = 1_000
"""Columns beyond these are counted as one, so that memory does not grow with the width."""
NUMBER_SEPARATORS = re.compile(r"[,;\t|]")
CELLS = re.compile(r'(?:^|[,;\t|])(?: *"((?:[^"]|"")*+)" *(?=[,;\t|]|$)|([^,;\t|]*))')
WRITTEN_NHS_NUMBER = re.compile(
    r"(?<![0-9])(?<!\+44 )(?<!\(0\))"
    r"(?:[0-9]{10}|[0-9]{3}(?: {1,2}[0-9]{3} {1,2}|-[0-9]{3}-|\.[0-9]{3}\.|/[0-9]{3}/|_[0-9]{3}_)[0-9]{4})(?![0-9])"
)
"""Ten digits together or 3-3-4, but not a telephone number after +44."""
WORD = re.compile(r"[^\W\d_]")
WHOLE = re.compile(
    r"[0-9]{3}(?:[0-9]{3}| {1,2}[0-9]{3} {1,2}|-[0-9]{3}-|\.[0-9]{3}\.|/[0-9]{3}/|_[0-9]{3}_)[0-9]{4}(\.0+)?"
)
REFORMATTED = re.compile(
    r"(?P<thousands>[34679],[0-9]{3},[0-9]{3},[0-9]{3})(?:\.0+)?|"
    r"(?P<first>[34679])\.(?P<rest>[0-9]{7,9})E\+?0?9",
    re.IGNORECASE,
)
"""How a spreadsheet may reformat an NHS number: 9,434,765,919 or 9.434765919E+09 (without zeros at the end).

With fewer than seven decimals the number cannot be restored: 9.43477E+09 matches about 900 valid numbers.
"""
NHS_NUMBER_WORDS = re.compile(
    r"\b(nhs|chi)[\W_]{0,3}(number|num|no|nr|id)(?![a-z])|\bnhs[\W_]{0,3}[0-9]", re.IGNORECASE
)


def restore_number(cell: str) -> str:
    """Return the ten digits of a cell reformatted with thousands commas or an exponent; any other cell unchanged."""
    match = REFORMATTED.fullmatch(cell.strip(" \"'="))
    if not match:
        return cell
    return (match["thousands"] or "").replace(",", "") or match["first"] + match["rest"].ljust(9, "0")


def _without_separators(text: str) -> str:
    return text.replace("\u00a0", " ")


def cells_of(line: str) -> list[str]:
    """Split a line at commas, semicolons, tabs or bars, except inside quotes."""
    if '"' not in line:
        return NUMBER_SEPARATORS.split(line)
    return [match[2] if match[1] is None else match[1].replace('""', '"') for match in CELLS.finditer(line)]


@dataclass
class _DigitCount:
    """Ten-digit numbers in one place: how many, how many valid, and the first different valid ones."""

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
    """Counts the NHS numbers read so far, keeping no rows, so that memory does not grow with the file."""

    def __init__(self) -> None:
        self._columns: dict[int, _DigitCount] = {}
        self._words = _DigitCount()
        self._row: int | None = None
        self._is_certain = False

    def add(self, row: int | None, cells: Sequence[str]) -> None:
        """Count the numbers in one row."""
        in_row, has_valid = _DigitCount(), False
        for column, written in enumerate(cells, start=1):
            cell = restore_number(written) if len(written) >= 10 else written
            if len(cell) >= 10 and (numbers := WRITTEN_NHS_NUMBER.findall(_without_separators(cell))):
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
        if in_row.reaches(ENOUGH_IN_ROW) or (has_valid and NHS_NUMBER_WORDS.search(" ".join(cells))):
            self._is_certain, self._row = True, row

    @property
    def is_sure(self) -> bool:
        return self._is_certain or any(count.reaches(CERTAIN_COUNT) for count in (self._words, *self._columns.values()))

    def find_place(self) -> tuple[int | None, str] | None:
        """Return (row, '') for numbers in one row or among words, or (None, column); None if there are too few."""
        if self._is_certain or self._words.reaches(ENOUGH):
            return self._row, ""
        columns = (column for column, count in sorted(self._columns.items()) if count.reaches(ENOUGH))
        column = next(columns, None)
        return None if column is None else (None, f"column {column}" if column <= MAX_TRACKED_COLUMNS else "")
