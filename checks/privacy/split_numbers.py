"""NHS numbers that are spread over neighbouring cells: 943 | 476 | 5919, or 9,434,765,919 without quotes.

Three neighbouring counts may have those lengths by chance, and one of eleven then has a right check digit. So nearly
every row must have the form, and nearly all of them a right check digit.
"""

from __future__ import annotations

from collections.abc import Sequence

from checks.reference.nhs_number_format import is_nhs_number

PIECES = ((3, 3, 4), (6, 4), (3, 7), (5, 5), (1, 3, 3, 3))
"""How many digits stand in each cell. Zeros in front may be gone from all but the first cell."""
ISSUED = "34679"
"""First digits of numbers that are issued or kept for tests; Scottish ones begin with the day of birth."""
MAX_ROWS = 300
"""Rows of the beginning that are looked at: it costs 15 ms for a table of 121 columns."""
MIN_NUMBERS, MIN_SHARE = 5, 0.8
"""By chance 4 of 5 are right in one of 3,000 places that have the form in nearly all rows; few places have it."""


def find_split_column(rows: Sequence[Sequence[str]]) -> int | None:
    """The column in which such numbers begin."""
    sample = [list(map(str.strip, row)) for row in rows[:MAX_ROWS]]
    width = max((len(row) for row in sample), default=0)
    for pieces in PIECES:
        for column in range(width - len(pieces) + 1):
            if _begins_here(sample, column, pieces):
                return column + 1
    return None


def _begins_here(rows: Sequence[Sequence[str]], column: int, pieces: Sequence[int]) -> bool:
    filled = [row for row in rows if len(row) > column and row[column]]
    fitting = [row for row in filled if _fits_first(row[column], pieces[0])]
    if len(fitting) < max(MIN_NUMBERS, MIN_SHARE * (len(filled) - 1)):
        return False
    joined = {_join_cells(row[column : column + len(pieces)], pieces) for row in fitting}
    valid = sum(is_nhs_number(number) for number in joined if number)
    return valid >= MIN_NUMBERS and valid >= MIN_SHARE * len(joined)


def _fits_first(cell: str, length: int) -> bool:
    return len(cell) == length and cell[0] in ISSUED and cell.isascii() and cell.isdecimal()


def _join_cells(cells: Sequence[str], pieces: Sequence[int]) -> str:
    """The number that the cells make, or nothing when they are no digits or too long."""
    fit = (cell.isascii() and cell.isdecimal() and len(cell) <= size for cell, size in zip(cells, pieces, strict=False))
    if len(cells) < len(pieces) or not all(fit):
        return ""
    return "".join(cell.zfill(size) for cell, size in zip(cells, pieces, strict=True))
