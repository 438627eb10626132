"""The values of a series that are not plain numbers: percentages, thousands with commas, and marks for no value."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

FLAGS = frozenset(
    "* ** - -- – — . .. ... : na n/a n.a. #n/a nan null suppressed redacted missing [c] [x] [z] [u] #div/0!".split()  # noqa: SIM905
) | {"not available", "not applicable", "not recorded", "no data"}
"""What published tables and spreadsheets write where there is no value: GSS symbols ([c], [x], [z], [u]; `..`, `:`),
NHS suppression (`*`), and a spreadsheet's #N/A and division by nothing."""
WITHHELD_SMALL_NUMBER = r"<\s*=?\s*[0-9]+"
NUMBER = r"(?P<digits>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|(?=\.[0-9]))(?:\.[0-9]*)?)\s*(?P<percent>%?)"
EXPONENT = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


@dataclass(frozen=True)
class ReadValue:
    """The number that a cell means (None if it is a mark for no value), and whether it is written as a percentage."""

    number: float | None
    is_percentage: bool = False


def read_value(text: str, *, separator: str = ",") -> ReadValue | None:
    """Read a cell; None if it is neither a number nor a known mark.

    Where semicolons separate cells, a comma may be a decimal one: such numbers are not read.
    """
    text = text.strip()
    if not text or text.casefold() in FLAGS or re.fullmatch(WITHHELD_SMALL_NUMBER, text):
        return ReadValue(None)
    match = re.fullmatch(NUMBER, text)
    if match and not (separator == ";" and "," in text):
        number = Decimal(match["digits"].replace(",", ""))
        return ReadValue(float(number / 100 if match["percent"] else number), bool(match["percent"]))
    if re.fullmatch(EXPONENT, text) and math.isfinite(float(text)):
        return ReadValue(float(text))
    return None
