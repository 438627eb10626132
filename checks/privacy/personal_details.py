"""Recognise lines about one person: a postcode beside a birth date, or people's names beside postcodes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from checks.privacy.forenames import read_forenames
from checks.privacy.nhs_numbers import NUMBER_SEPARATORS

POSTCODE_PATTERN = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]?[ \u00a0]{0,2}[0-9][A-Z]{2}\b", re.IGNORECASE)
DATE_PATTERN = re.compile(
    r"\b([0-3]?[0-9])[/.-]([01]?[0-9])[/.-]((19|20)[0-9]{2})\b|\b((19|20)[0-9]{2})-[01][0-9]-[0-3][0-9]"
)
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
WORDED = re.compile(
    rf"\b[0-3]?[0-9](?:st|nd|rd|th)?[ -](?:of )?(?:{MONTHS})[a-z]*[ ,-]+((?:19|20)[0-9]{{2}})\b|"
    rf"\b(?:{MONTHS})[a-z]* [0-3]?[0-9](?:st|nd|rd|th)?,? ((?:19|20)[0-9]{{2}})\b",
    re.IGNORECASE,
)
SHORT = re.compile(r"\b[0-3]?[0-9][/.-][01]?[0-9][/.-][0-9]{2}\b|\b(19|20)[0-9]{2}[01][0-9][0-3][0-9]\b")
"""Short dates (03/04/41, 19410403), which count only where the text says that they are birth dates."""
BORN = re.compile(r"\b(born|d\.? ?o\.? ?b\b|date of birth|birth ?(date|day))", re.IGNORECASE)
_DAY_FIRST = (
    rf"[0-3]?[0-9](?:[ /.-]{{1,2}}[01]?[0-9][ /.-]{{1,2}}[0-9]{{2}}|(?:st|nd|rd|th)?[ -](?:of )?(?:{MONTHS}))|"
    rf"(?:{MONTHS})[a-z]* [0-3]?[0-9]\b"
)
_YEAR_FIRST = r"(?P<year>(?:19|20)[0-9]{2})-?[01][0-9]-?[0-3][0-9](?![0-9])"
BIRTH_DATE = re.compile(rf"{BORN.pattern}\W{{0,4}}(?:on )?(?:the )?(?:{_DAY_FIRST})", re.IGNORECASE)
STAMPED = re.compile(rf"{BORN.pattern}\W{{0,4}}{_YEAR_FIRST}", re.IGNORECASE)
"""A date labelled as a birth date. With the year first it may instead be the date of an extract about births."""
TIME = re.compile(r"[ T][0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?Z?")
NAME_PATTERN = re.compile(
    r"((Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][a-z'’-]+ [A-Z][A-Za-z'’-]+|[A-Z][A-Z'’-]+ ?[;,] ?[A-Z][a-z]+"
)
ORGANISATION_WORDS = re.compile(
    r"trust|hospital|clinic|surgery|centre|service|health|nhs|board|region|care|england", re.I
)
WORD = re.compile(r"[A-Za-z'’-]+")
SHORTEST = len("dob 1/1/41")
YOUNGEST = 15
"""Years. Older dates are more likely to be births than recent activity (our choice)."""
NEWEST = 2
"""Years. A more recent date in a file name is the date of an extract."""
PEOPLE, SHARE = 2, 0.8
"""Lines with a postcode are a list of people if there are this many and this share of them name a person."""


def is_name(text: str) -> bool:
    """Whether the text could be the name of a person and not of an organisation."""
    return bool(NAME_PATTERN.fullmatch(text)) and not ORGANISATION_WORDS.search(text)


def names_person(text: str) -> bool:
    """Whether the text is two or three words with a common forename, and no organisation: 'JOAN EXAMPLE'."""
    words = WORD.findall(text)
    has_only_words = len("".join(words)) >= len(text) - len(words)
    is_name_length = 2 <= len(words) <= 3 and has_only_words and not ORGANISATION_WORDS.search(text)
    return is_name_length and any(word.upper() in read_forenames() for word in words)


def year_of(text: str) -> int | None:
    """Return the year if the whole text is a date, with or without a time; otherwise None."""
    day = TIME.sub("", text)
    if match := DATE_PATTERN.fullmatch(day):
        return int(match[3] or match[5])
    match = WORDED.fullmatch(day)
    return int(match[1] or match[2]) if match else None


def row_of_birth(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the row (from 1) in which a cell states a birth date; None if there is none."""
    born = (number for number, row in enumerate(rows, start=1) for cell in row if states_birth(cell))
    return next(born, None)


def states_birth(text: str, newest: int = 0) -> bool:
    """Whether a text has a date labelled as a birth date; with the year first, at least `newest` years old."""
    if len(text) < SHORTEST:
        return False
    match = STAMPED.search(text)
    return bool(BIRTH_DATE.search(text)) or (match is not None and int(match["year"]) <= date.today().year - newest)


def row_of_person(
    rows: Sequence[Sequence[str]], *, is_of_places: bool = False, has_openings: bool = False
) -> int | None:
    """Return the row (from 1) about a person, or the first of several names beside postcodes; None if there is none.

    In a list of places, a name beside a postcode is a place or a contact, and an old date is an opening date unless the
    line names a person.
    """
    with_postcode = 0
    named: list[int] = []
    for number, row in enumerate(rows, start=1):
        line = ", ".join(row)
        if BIRTH_DATE.search(line) or any(map(states_birth, row)):
            return number
        match = POSTCODE_PATTERN.search(line)
        if not match:
            continue
        with_postcode += 1
        pieces = [piece.strip(" \"'") for piece in NUMBER_SEPARATORS.split(line.replace(match[0], ","))]
        has_name = any(is_name(piece) or names_person(piece) for piece in pieces)
        if _tells_birth(line, has_name=has_name and not has_openings, is_of_places=is_of_places):
            return number
        if has_name and not is_of_places and not ORGANISATION_WORDS.search(line):
            named.append(number)
    return named[0] if len(named) >= PEOPLE and len(named) >= SHARE * with_postcode else None


def _tells_birth(line: str, *, has_name: bool, is_of_places: bool) -> bool:
    """Whether a line with a postcode has a birth date: labelled, or old and not an organisation's opening date.

    Organisations have postcodes and dates too, but their dates have no separators or are beside a label.
    """
    years = [int(match[3] or match[5]) for match in DATE_PATTERN.finditer(line)]
    years += [int(match[1] or match[2]) for match in WORDED.finditer(line)]
    if BORN.search(line) and (years or SHORT.search(line)):
        return True
    is_old = any(year <= date.today().year - YOUNGEST for year in years)
    return is_old and (has_name or not (is_of_places or ORGANISATION_WORDS.search(line)))
