"""Recognise NHS numbers split over neighbouring cells: 943 | 476 | 5919, or 9,434,765,919 without quotes.

Three neighbouring counts may have these lengths by chance, and one in eleven then has a valid check digit. So nearly
every row must have the form, and nearly all of those a valid check digit.
"""

from __future__ import annotations

from collections.abc import Sequence

from checks.reference.nhs_number_format import is_nhs_number

PIECES = ((3, 3, 4), (6, 4), (3, 7), (5, 5), (1, 3, 3, 3))
"""Digits in each cell; leading zeros may be missing from all but the first."""
ISSUED = "34679"
"""First digits of numbers issued or reserved for tests; Scottish numbers begin with the date of birth."""
MAX_ROWS = 300
"""Rows tested from the start of a table; it takes 15 ms for 121 columns."""
MIN_NUMBERS, MIN_SHARE = 5, 0.8
"""Of columns with this form in nearly all rows, which are rare, one in 3,000 has 4 of 5 valid numbers by chance."""


def find_split_column(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the column in which split numbers begin; None if there is none."""
    sample = [list(map(str.strip, row)) for row in rows[:MAX_ROWS]]
    # a column that fewer rows reach has too few numbers: a line of two million cells alone would take 3 s
    width = sorted((len(row) for row in sample), reverse=True)[MIN_NUMBERS - 1] if len(sample) >= MIN_NUMBERS else 0
    for pieces in PIECES:
        for column in range(width):
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
    """Join the cells into a number; empty if they are not digits or are too long."""
    fit = (cell.isascii() and cell.isdecimal() and len(cell) <= size for cell, size in zip(cells, pieces, strict=False))
    if len(cells) < len(pieces) or not all(fit):
        return ""
    return "".join(cell.zfill(size) for cell, size in zip(cells, pieces, strict=True))
