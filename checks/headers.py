"""Headers by which a file is known to be about single patients, or about places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.people import POSTCODE

_WHOSE = r"(?:(?:patient|person|client|child|baby|mother)(?: ?s)? ?)?"
HEADERS = re.compile(
    rf"{_WHOSE}(?:nhs ?(?:number|no|num)|(?:date|year) ?of ?birth|d ?o ?b|birth ?(?:date|dt|day|year)|"
    r"fore ?name|surname|given ?name|family ?name|first ?name|last ?name|date ?of ?death|home ?postcode)|"
    r"s ?nhs ?(?:number|no|num)|patient ?(s ?)?(id|identifier|name|number|address|postcode)|"
    r"hospital ?(number|no)|mrn|(local ?)?patient ?identifier|pas ?(number|no|id)|"
    r"postcode ?of ?usual ?address|usual ?address"
)
SHORT_NAMES = re.compile(r"f ?name"), re.compile(r"s ?name")
"""Either may be the name of something else; both are those of people."""
# each alone may stand beside an organisation; a postcode beside one of them is somebody's home
POSTCODE_HEADERS = re.compile(r"p(ost)? ?code|home ?address")
PERSON_HEADERS = re.compile(
    r"full ?name|sex|gender|age|ethnicity|ethnic ?(group|category)|admission ?date|attendance ?date|[fs] ?name"
)
PLACE_HEADERS = re.compile(r"(ods|org|organisation|site|provider|trust)( ?(code|name|id|type))?")
OPENING_HEADERS = re.compile(r"opened|open(ing)? ?date|date ?opened")
OF_PEOPLE = re.compile(r"\b(birth|born|dob|patient|person|client|age|sex|gender|forename|surname)")
ONCE = 0.8
"""The share of places that stand once in a list of them; a list of patients names their provider again and again."""
HEADER_WITHIN = 40
LONGEST_HEADER = 60


def of_patients(rows: Sequence[Sequence[str]]) -> tuple[int, str] | None:
    """The row of headers that are those of patients' records, and which one it is."""
    for number, row in enumerate(rows, start=1):
        cells = {bare(part): cell.strip() for cell in row if _is_header(cell) for part in (cell, _outside(cell))}
        if named := next((header for header in cells if HEADERS.fullmatch(header)), None):
            # a value that stands in the same cell as its name is not repeated
            return number, named if re.search("[0-9]", cells[named]) else cells[named]
        if all(any(map(pattern.fullmatch, cells)) for pattern in SHORT_NAMES):
            return number, "name"
        homes = [header for header in cells if POSTCODE_HEADERS.fullmatch(header)]
        of_person = {header for header in cells if PERSON_HEADERS.fullmatch(header)}
        if any(map(PLACE_HEADERS.fullmatch, cells)):
            of_person -= {"full name", "fullname"}
        # districts ('LS1') are nobody's home
        if homes and of_person and ("home address" in homes or _has_postcode(rows[number:])):
            return number, "postcode"
    return None


def _is_header(cell: str) -> bool:
    return len(cell) < LONGEST_HEADER and not cell.isdecimal()


def _outside(cell: str) -> str:
    """A header without what it says in brackets: 'Date of Birth (dd/mm/yyyy)'."""
    return re.sub(r"[(\[].*", "", cell)


def _has_postcode(rows: Sequence[Sequence[str]]) -> bool:
    return any(POSTCODE.search(cell) for row in rows for cell in row)


def name_places(rows: Sequence[Sequence[str]]) -> bool:
    """Whether this is a list of places: headers say so and speak of no people, and each place stands once."""
    for number, row in enumerate(rows[:HEADER_WITHIN], start=1):
        filled = [bare(cell) for cell in row if cell.strip()]
        if len(filled) < 2 or re.search("[0-9]", "".join(row)) or OF_PEOPLE.search(" ".join(filled)):
            continue
        if any(map(OPENING_HEADERS.fullmatch, filled)):
            return True
        places = [column for column, cell in enumerate(row) if PLACE_HEADERS.fullmatch(bare(cell))]
        if any(_stand_once([row[column] for row in rows[number:] if column < len(row)]) for column in places):
            return True
    return False


def _stand_once(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(set(filled)) >= ONCE * len(filled)


def bare(cell: str) -> str:
    """A header in small letters, its punctuation and double spaces gone; 'NHSNumber' and 'DateOfBirth' are words."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell.replace("'", "").replace("_", " "))
    return " ".join(re.sub(r"[^a-z ]", " ", words.lower()).split())
