"""How the publishers write a month, read into YYYY-MM."""

from __future__ import annotations

import re

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NUMBERS = {name: number for number, name in enumerate(MONTHS, start=1)} | {
    name[:3]: number for number, name in enumerate(MONTHS, start=1)
}


def from_period(text: str, prefix: str) -> str | None:
    """'MSitAE-APRIL-2020' with prefix 'MSitAE' is '2020-04'; None when the text is not of that form."""
    found = re.fullmatch(rf"{re.escape(prefix)}-([a-z]+)-(\d{{4}})", text.strip(), re.IGNORECASE)
    number = _NUMBERS.get(found[1].lower()) if found else None
    return f"{found[2]}-{number:02d}" if found and number else None


def from_fiscal_year(year: str, month: str) -> str | None:
    """('2008-09', 'MARCH') is '2009-03': January to March belong to the later calendar year."""
    found = re.fullmatch(r"(\d{4})-(\d{2}|\d{4})", year.strip())
    number = _NUMBERS.get(month.strip().lower())
    if not found or not number or (int(found[1]) + 1) % 100 != int(found[2]) % 100:
        return None
    return f"{int(found[1]) + (number < 4)}-{number:02d}"
