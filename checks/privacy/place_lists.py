"""Recognise lists of places, which have names, postcodes and old dates just as lists of patients do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

PLACE_HEADERS = re.compile(r"(ods|org|organisation|site|provider|trust|practice|icb|hospital)( ?(code|name|id|type))?")
OPENING_HEADERS = re.compile(r"opened|open(ing)? ?date|date ?opened")
OF_PEOPLE = re.compile(r"\b(birth|born|dob|patient|person|client|age|sex|gender|forename|surname)")
ONCE = 0.8
"""The share of places that are different in a list of places; lists of patients repeat their provider."""
CODE_OF_PLACE = re.compile(r"[A-Z0-9]{3,9}")
NAME_OF_PLACE = re.compile(
    r"\b(nhs|trust|hospitals?|surgery|practice|clinic|centre|board|council|pharmacy|hospice|ltd|limited)\b",
    re.IGNORECASE,
)
NAMED_PLACES = 0.5
"""The share of rows of a list without headings whose second cell names a place: 78 to 100% in three ODS files."""
FEWEST_PLACES = 20
"""A shorter list without headings may be of patients with their surgeries, each of which is there once by chance."""
HEADER_WITHIN = 40
"""Rows searched for the headings of a list."""


@dataclass(frozen=True)
class PlaceList:
    """A list of places. If it has opening dates, old dates beside contacts are not birth dates."""

    has_openings: bool


def name_places(rows: Sequence[Sequence[str]]) -> PlaceList | None:
    """Return a PlaceList if the headers name places but no people, and nearly all places differ; otherwise None.

    The files of the ODS have no headings: there, codes that differ come first, and names of places follow.
    """
    if _begins_with_codes_and_names(rows):
        return PlaceList(has_openings=True)
    for number, row in enumerate(rows[:HEADER_WITHIN], start=1):
        # a heading may be repeated millions of times
        words = {cell: reduce_to_words(cell) for cell in set(row)}
        filled = [words[cell] for cell in row if cell.strip()]
        if (
            _are_wider(rows[number:], len(row))
            or len(filled) < 2
            or re.search("[0-9]", "".join(row))
            or OF_PEOPLE.search(" ".join(filled))
        ):
            continue
        if any(map(OPENING_HEADERS.fullmatch, words.values())):
            return PlaceList(has_openings=True)
        headings = {cell for cell, text in words.items() if PLACE_HEADERS.fullmatch(text)}
        places = [column for column, cell in enumerate(row) if cell in headings]
        if any(stand_once([row[column] for row in rows[number:] if column < len(row)]) for column in places):
            return PlaceList(has_openings=False)
    return None


def _begins_with_codes_and_names(rows: Sequence[Sequence[str]]) -> bool:
    filled = [row for row in rows if len(row) > 1 and row[0].strip()]
    named = sum(bool(NAME_OF_PLACE.search(row[1])) for row in filled)
    return (
        len(filled) >= FEWEST_PLACES
        and all(CODE_OF_PLACE.fullmatch(row[0].strip()) for row in filled)
        and len({row[0].strip() for row in filled}) == len(filled)
        and named >= NAMED_PLACES * len(filled)
        and stand_once([row[1] for row in filled])
    )


def _are_wider(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether rows have cells beyond the columns with headings, which a list of places does not."""
    return any(cell.strip() for row in rows for cell in row[width:])


def stand_once(cells: Sequence[str]) -> bool:
    """Whether at least the share ONCE of these places are different."""
    filled = [cell for cell in cells if cell.strip()]
    return len(set(filled)) >= ONCE * len(filled)


def reduce_to_words(cell: str) -> str:
    """Reduce a heading to its words: lower case, single spaces, no digits or punctuation; 'NHSNumber' is two words."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell.replace("'", "").replace("_", " "))
    return " ".join(re.sub(r"[^a-z ]", " ", words.lower()).split())
