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
    match = re.fullmatch(rf"{re.escape(prefix)}-([a-z]+)-([0-9]{{4}})", text.strip(), re.IGNORECASE)
    number = _NUMBERS.get(match[1].lower()) if match else None
    return f"{match[2]}-{number:02d}" if match and number else None


def from_fiscal_year(year: str, month: str) -> str | None:
    """('2008-09', 'MARCH') is '2009-03': January to March belong to the later calendar year."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2}|[0-9]{4})", year.strip())
    number = _NUMBERS.get(month.strip().lower())
    if not match or not number or (int(match[1]) + 1) % 100 != int(match[2]) % 100:
        return None
    return f"{int(match[1]) + (number < 4)}-{number:02d}"


def from_words(text: str, prefix: str) -> str | None:
    """'period: June 2025', or the date that a spreadsheet makes of it, with its prefix is '2025-06'."""
    if not text.startswith(prefix):
        return None
    words = text.removeprefix(prefix).strip()
    if dated := re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])-01", words):
        return f"{dated[1]}-{dated[2]}"
    match = re.fullmatch(r"([a-z]+)[ -]([0-9]{4})", words, re.IGNORECASE)
    number = _NUMBERS.get(match[1].lower()) if match else None
    return f"{match[2]}-{number:02d}" if match and number else None
