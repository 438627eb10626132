"""What an NHS number is, and how it is masked in a text. Nothing here knows about files.

Every reason is masked as it is made (`checks/contracts/problems.py`), so every room that gives reasons must be able to
import it.
"""

from __future__ import annotations

import re
from operator import mul

CHECK_DIGIT_WEIGHTS = range(10, 0, -1)
"""The weights of the ten digits: NHS Data Dictionary, NHS NUMBER, modulus 11."""
WRITTEN_ANYWHERE = re.compile(
    r"(?<![0-9])(?:[0-9]{3}(?:[ \u00a0]{1,2}|[-./_]|)[0-9]{3}(?:[ \u00a0]{1,2}|[-./_]|)[0-9]{4}|"
    r"[0-9](?:,[0-9]{3}){3})(?![0-9])"
)
MASK = "a number that is not repeated here"


def is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the check digit (modulus 11), as the NHS Data Dictionary defines it."""
    digits = text if text.isdecimal() else re.sub(r"[ \"'.,/_-]", "", text.strip())
    if len(digits) != 10 or not (digits.isascii() and digits.isdecimal()) or digits == digits[0] * 10:
        return False
    # the digits weighted with 10 to 1; that they are letters adds 48 x 55, which eleven divides
    total: int = sum(map(mul, CHECK_DIGIT_WEIGHTS, digits.encode()))
    return total % 11 == 0


def mask_nhs_numbers(text: str) -> str:
    """The text without the numbers in it that have a right check digit."""
    return WRITTEN_ANYWHERE.sub(
        lambda match: MASK if is_nhs_number(match[0].replace("\u00a0", " ")) else match[0], text
    )
