"""Convert the ways publishers write a month to YYYY-MM."""

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
    """Convert 'MSitAE-APRIL-2020' with prefix 'MSitAE' to '2020-04'; None if the text has another form."""
    match = re.fullmatch(rf"{re.escape(prefix)}-([a-z]+)-([0-9]{{4}})", text.strip(), re.IGNORECASE)
    number = _NUMBERS.get(match[1].lower()) if match else None
    return f"{match[2]}-{number:02d}" if match and number else None


def from_fiscal_year(year: str, month: str) -> str | None:
    """Convert ('2008-09', 'MARCH') to '2009-03': January to March fall in the later year. None if malformed."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2}|[0-9]{4})", year.strip())
    number = _NUMBERS.get(month.strip().lower())
    if not match or not number or (int(match[1]) + 1) % 100 != int(match[2]) % 100:
        return None
    return f"{int(match[1]) + (number < 4)}-{number:02d}"


def from_words(text: str, prefix: str) -> str | None:
    """Convert 'period: June 2025' to '2025-06'; None if malformed.

    Publishers write 'May 26' and 'November  2024' too, and spreadsheets turn the month into its first day.
    """
    if not text.startswith(prefix):
        return None
    words = " ".join(text.removeprefix(prefix).replace("\u00a0", " ").split())
    if dated := re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])-01", words):
        return f"{dated[1]}-{dated[2]}"
    if dated := re.fullmatch(r"01/(0[1-9]|1[0-2])/([0-9]{4})", words):
        return f"{dated[2]}-{dated[1]}"
    match = re.fullmatch(r"([a-z]+)[ -]((?:20)?[0-9]{2})", words, re.IGNORECASE)
    number = _NUMBERS.get(match[1].lower()) if match else None
    # every published month is of this century, so two digits of a year can only mean one year
    return f"20{match[2][-2:]}-{number:02d}" if match and number else None
