"""Files about single patients do not belong here: they are recognised by their columns and refused unread."""

from __future__ import annotations

import codecs
import re

from checks.reasons import Reason, Refused

HEADERS = re.compile(
    r"(patient)?s? ?nhs (number|no)|patient (id|name|number|forename|surname)|hospital number|date of birth|dob|d o b|"
    r"birth date|forename|surname|given name|family name|first name|last name|mrn"
)
SEPARATORS = re.compile(r"[,;\t|]")
ROWS, COLUMNS = 200, 500
ENOUGH = 3
"""Valid NHS numbers in one column from which the column counts as one of NHS numbers."""


def is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the check digit (modulus 11), as the NHS Data Dictionary defines it."""
    digits = re.sub(r"[ \"'-]", "", text.strip())
    if not re.fullmatch(r"\d{10}", digits) or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10


def refuse_patients(head: bytes) -> None:
    """Raise Refused when the beginning of a file looks like records of patients. The reason repeats no value.

    Whatever separates the cells, and in UTF-16 too: such a file must be known before it is refused for its form.
    """
    encoding = "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    lines = head.decode(encoding, "replace").splitlines()[:ROWS]
    rows = [SEPARATORS.split(line) for line in lines]
    for number, row in enumerate(rows, start=1):
        for cell in row:
            if HEADERS.fullmatch(_bare(cell)):
                raise _refused(number, cell.strip())
    width = max((len(row) for row in rows), default=0)
    for column in range(min(width, COLUMNS)):
        values = {row[column] for row in rows if column < len(row) and is_nhs_number(row[column])}
        if len(values) >= ENOUGH:
            raise _refused(None, f"column {column + 1}")


def _bare(cell: str) -> str:
    """A header in small letters, its punctuation and double spaces gone."""
    return " ".join(re.sub(r"[^a-z ]", " ", cell.lower().replace("'", "").replace("_", " ")).split())


def _refused(row: int | None, column: str) -> Refused:
    message = "the file looks like records of patients; it was neither read further, nor copied, nor archived"
    advice = "remove it from this machine, and send aggregated figures only"
    return Refused(Reason("no_patient_data", message, advice, row=row, column=column), is_private=True)
