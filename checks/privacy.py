"""Files about single patients do not belong here: they are recognised by their columns and refused unread."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.reasons import Reason, Refused

HEADERS = re.compile(
    r"^(nhs[ _]?(number|no)|patient[ _]?(id|name|number|forename|surname)|"
    r"hospital[ _]?number|date[ _]?of[ _]?birth|dob|"
    r"birth[ _]?date|forename|surname|given[ _]?name|family[ _]?name|first[ _]?name|"
    r"last[ _]?name|mrn)$",
    re.IGNORECASE,
)
ENOUGH = 3
"""Valid NHS numbers in one column from which the column counts as one of NHS numbers."""


def is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the check digit (modulus 11), as the NHS Data Dictionary defines it."""
    digits = re.sub(r"[ -]", "", text.strip())
    if not re.fullmatch(r"\d{10}", digits) or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10


def refuse_patients(rows: Sequence[Sequence[str]]) -> None:
    """Raise Refused when the first rows look like records of patients. The reason repeats no value."""
    for number, row in enumerate(rows, start=1):
        for cell in row:
            if HEADERS.match(cell.strip()):
                raise _refused(number, cell.strip())
    width = max((len(row) for row in rows), default=0)
    for column in range(width):
        values = {row[column] for row in rows if column < len(row) and is_nhs_number(row[column])}
        if len(values) >= ENOUGH:
            raise _refused(None, f"column {column + 1}")


def _refused(row: int | None, column: str) -> Refused:
    message = "the file looks like records of patients; it was neither read further, nor copied, nor archived"
    advice = "remove it from this machine, and send aggregated figures only"
    return Refused(Reason("no_patient_data", message, advice, row=row, column=column), is_private=True)
