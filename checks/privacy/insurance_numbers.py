"""Recognise National Insurance numbers: two letters, six digits and a letter from A to D (HMRC manual NIM39110)."""

from __future__ import annotations

import re
from collections.abc import Sequence

INSURANCE_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z][ -]?"
    r"(?:[0-9]{6}|[0-9]{2} [0-9]{2} [0-9]{2}|[0-9]{2}-[0-9]{2}-[0-9]{2})[ -]?[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
NAMED = re.compile(r"\b(?:nino|ni (?:number|no)|national insurance)\b", re.IGNORECASE)
SHORTEST = len("AB123456C")
MIN_DIFFERENT = 3
"""One stock or part number may have this form by chance; three different ones in a file are unlikely to."""
MIN_SHARE = 0.5
"""The share of codes of this shape that must be valid NI numbers: part numbers may end in any letter."""
SAME_FORM = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-Za-z](?![A-Za-z0-9])"
)


class InsuranceNumberTally:
    """Counts valid and similar codes, keeping no rows, so that memory does not grow with the file."""

    def __init__(self) -> None:
        self._different: set[str] = set()
        self._same_form = 0
        self._valid = 0
        self._row: int | None = None
        self._is_named = False

    def add(self, row: int | None, cells: Sequence[str]) -> None:
        """Count the numbers in one row."""
        written = [code for cell in cells if len(cell) >= SHORTEST for code in SAME_FORM.findall(cell)]
        valid = {re.sub("[ -]", "", code).upper() for code in written if INSURANCE_NUMBER.fullmatch(code)}
        self._same_form += len(written)
        self._valid += len(valid)
        if not valid:
            return
        if self._row is None:
            self._row = row
        self._is_named |= NAMED.search(" ".join(cells)) is not None
        if len(self._different) < MIN_DIFFERENT:
            self._different |= valid

    def has_enough(self) -> bool:
        """Whether there are enough valid numbers to refuse the file."""
        is_column = len(self._different) >= MIN_DIFFERENT and self._valid >= MIN_SHARE * self._same_form
        return self._is_named or is_column

    @property
    def first_row(self) -> int | None:
        """The row of the first valid number, if any."""
        return self._row
